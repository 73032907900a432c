// Sealing: what was locked opens with the passphrase, and with nothing else.
import { expect, it } from 'vitest';
import { keyFrom, type SealHead, seal } from './seal';

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function open(file: Blob, passphrase: string): Promise<string> {
  const all = new Uint8Array(await file.arrayBuffer());
  const end = all.indexOf(10);
  const head = JSON.parse(new TextDecoder().decode(all.subarray(0, end))) as SealHead;
  const key = await keyFrom(passphrase, fromBase64(head.salt), head.iterations);
  const sealed = all.slice(end + 1);
  const iv = fromBase64(head.iv);
  return new TextDecoder().decode(
    await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed),
  );
}

it('opens with the passphrase that locked it', async () => {
  const file = await seal(bytesOf('三处问题'), '望溪2026门站');
  expect(await open(file, '望溪2026门站')).toBe('三处问题');
});

it('does not open with another', async () => {
  const file = await seal(bytesOf('三处问题'), '望溪2026门站');
  await expect(open(file, '望溪2026')).rejects.toThrow();
});

it('shows nothing of what is inside', async () => {
  const file = await seal(bytesOf('secret-note'), 'passphrase-1');
  expect(await file.text()).not.toContain('secret-note');
});
