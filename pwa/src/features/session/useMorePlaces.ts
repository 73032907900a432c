// Places that the desktop's side bar has and the phone's tabs have not; on the phone they are reached from 我的.
import { computed } from 'vue';
import { useRouter } from 'vue-router';
import { useSession } from '@/local/session';
import { useWideScreen } from '@/ui/useWideScreen';

export function useMorePlaces() {
  const router = useRouter();
  const { user } = useSession();
  const isWide = useWideScreen();
  const isGranted = (wanted: readonly string[] = []): boolean =>
    wanted.some((grant) => user.value?.grants.includes(grant));
  return computed(() => {
    if (isWide.value) return [];
    return router
      .getRoutes()
      .flatMap(({ path, meta: { nav } }) => (nav?.place === 'side' ? [{ ...nav, path }] : []))
      .filter(({ grants }) => isGranted(grants))
      .sort((a, b) => a.order - b.order);
  });
}
