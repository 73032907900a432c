// Suspicions: small pictures for the list, and both large ones of the one that is looked at.
import { usePhotoUrls } from '@/local/photoViews';
import type { Flag } from './flags';

const seen = ({ photo, other }: Flag): string[] =>
  [photo, other].flatMap((its) => (its?.is_visible ? [its.id] : []));

export function useFlagPictures(flags: () => readonly Flag[], chosen: () => Flag | undefined) {
  const large = (): readonly string[] => {
    const flag = chosen();
    return flag ? seen(flag) : [];
  };
  return {
    thumbs: usePhotoUrls(() => flags().flatMap((flag) => seen(flag).slice(0, 1))),
    large: usePhotoUrls(large, 'display'),
  };
}
