// Hands a file to its person: on a phone by the system's share sheet, where a viewer is one of the choices.
import { download } from './download';

/** Where there is no sheet, or the tap was too long ago for one, it is downloaded. */
export async function handOver(file: File, canShare: boolean): Promise<void> {
  const offer = { files: [file], title: file.name };
  if (canShare && navigator.canShare?.(offer)) {
    try {
      return await navigator.share(offer);
    } catch (error) {
      // The person has closed the sheet: that is an answer.
      if (error instanceof DOMException && error.name === 'AbortError') return;
    }
  }
  download(file, file.name);
}
