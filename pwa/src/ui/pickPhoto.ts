// Opens the camera or the gallery. A fresh input each time: on some phones a cancelled one goes dead.

export type PickFrom = 'camera' | 'gallery';

function freshInput(from: PickFrom): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = 'image/*';
  if (from === 'camera') input.setAttribute('capture', 'environment');
  input.hidden = true;
  input.dataset.pick = from;
  return input;
}

/** Null when the user turned back. Must be called straight from a tap. */
export function pickPhoto(from: PickFrom): Promise<File | null> {
  // One that was left behind by a camera that never reported back.
  document.querySelector('input[data-pick]')?.remove();
  const input = freshInput(from);
  document.body.append(input);
  return new Promise((resolve) => {
    const settle = () => {
      input.remove();
      resolve(input.files?.[0] ?? null);
    };
    input.addEventListener('change', settle, { once: true });
    input.addEventListener('cancel', settle, { once: true });
    input.click();
  });
}
