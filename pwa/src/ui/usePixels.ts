// A picture in a few large pixels, for mosaics on the screen.
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';

/** As many blocks along the longest side as on the server. */
const BLOCKS = 24;

async function pixelsOf(url: string): Promise<string | null> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const ratio = BLOCKS / Math.max(picture.naturalWidth, picture.naturalHeight);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * ratio));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * ratio));
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob && URL.createObjectURL(blob);
}

/** The coarse picture's address; null while there is none, so that something opaque must stand there. */
export function usePixels(url: () => string | null): Ref<string | null> {
  const pixels = shallowRef<string | null>(null);
  const drop = (): void => {
    if (pixels.value) URL.revokeObjectURL(pixels.value);
    pixels.value = null;
  };
  watch(
    url,
    async (wanted) => {
      drop();
      const made = wanted ? await pixelsOf(wanted).catch(() => null) : null;
      if (made && url() === wanted) pixels.value = made;
      else if (made) URL.revokeObjectURL(made);
    },
    { immediate: true },
  );
  onScopeDispose(drop);
  return pixels;
}
