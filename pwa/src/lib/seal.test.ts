// Sealing: what was locked opens with the passphrase, and with nothing else.
import { expect, it } from 'vitest';
import { NotSealed, seal, unseal, WrongPassphrase } from './seal';

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const textOf = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);

it('opens with the passphrase that locked it', async () => {
  const file = await seal(bytesOf('三处问题'), '望溪2026门站');
  expect(textOf(await unseal(file, '望溪2026门站'))).toBe('三处问题');
});

it('does not open with another', async () => {
  const file = await seal(bytesOf('三处问题'), '望溪2026门站');
  await expect(unseal(file, '望溪2026')).rejects.toThrow(WrongPassphrase);
});

it('does not open where a single bit was changed', async () => {
  const file = await seal(bytesOf('三处问题'), '望溪2026门站');
  const bytes = new Uint8Array(await file.arrayBuffer());
  bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
  await expect(unseal(new Blob([bytes]), '望溪2026门站')).rejects.toThrow(WrongPassphrase);
});

it.each([
  ['an empty file', ''],
  ['a picture', '\u0089PNG\n\u001a\n'],
  ['JSON of something else', '{"format":"other"}\nrest'],
  ['no head at all', 'x'.repeat(5000)],
  [
    'a head that asks for endless work',
    '{"format":"ducha-rescue","v":1,"cipher":"AES-256-GCM","iterations":1e12,"salt":"","iv":""}\n',
  ],
])('takes %s for no rescue file', async (_, content) => {
  await expect(unseal(new Blob([content]), 'passphrase-1')).rejects.toThrow(NotSealed);
});

it('shows nothing of what is inside', async () => {
  const file = await seal(bytesOf('secret-note'), 'passphrase-1');
  expect(await file.text()).not.toContain('secret-note');
});
