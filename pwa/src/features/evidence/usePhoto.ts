// One photo: how far it has come, what is drawn on it, and replacing it where it was refused.
import { computed } from 'vue';
import { usePhotoMark } from '@/local/photoMarks';
import { drawnOf, editorOf, usePhotoStates, usePhotoUrls } from '@/local/photoViews';
import { useRow } from '@/local/rows';
import { useSession } from '@/local/session';
import { useShooting } from '@/local/shooting';
import { pickPhoto } from '@/ui/pickPhoto';
import { useIsOpen } from './useAnnotating';
import { usePhotoNames } from './useNames';

export function usePhoto(id: () => string) {
  const { user } = useSession();
  const photo = useRow('photo', id);
  const urls = usePhotoUrls(() => [id()], 'display');
  const states = usePhotoStates(() => (photo.value ? [photo.value] : []));
  const isOpen = useIsOpen(id);
  const { slotOf } = usePhotoNames();
  const { isBusy, fault, shootAnew } = useShooting(pickPhoto);

  return {
    ...{ photo, isBusy, fault, mark: usePhotoMark(() => photo.value) },
    url: computed(() => urls.value.get(id())),
    state: computed(() => states.value.get(id()) ?? 'saved'),
    name: computed(() => (photo.value ? slotOf(photo.value) : '')),
    drawn: computed(() => photo.value && drawnOf(photo.value)),
    editor: computed(() =>
      photo.value ? editorOf(photo.value, user.value?.id, isOpen.value).editor : undefined,
    ),
    isMine: computed(() => photo.value?.owner_id === user.value?.id),
    isRefused: computed(() => photo.value?.blob === 'refused'),
    /** The new photo's id; call it straight from a tap. */
    replace: async (): Promise<string | null> => (photo.value ? shootAnew(photo.value) : null),
  };
}
