// Sealing: bytes locked with a passphrase, so that a rescue file is nothing to whoever finds it.

const ITERATIONS = 600_000;
const SALT_BYTES = 16;
const IV_BYTES = 12;

/** What stands in the clear before the sealed bytes; enough to open them with the passphrase. */
export type SealHead = {
  format: 'ducha-rescue';
  v: 1;
  kdf: 'PBKDF2-SHA-256';
  iterations: number;
  cipher: 'AES-256-GCM';
  salt: string;
  iv: string;
};

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export async function keyFrom(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number = ITERATIONS,
): Promise<CryptoKey> {
  const secret = new TextEncoder().encode(passphrase.normalize('NFKC'));
  const raw = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    raw,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

/** One line of JSON (`SealHead`), a line feed, then the sealed bytes. */
export async function seal(bytes: ArrayBuffer, passphrase: string): Promise<Blob> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const key = await keyFrom(passphrase, salt);
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes);
  const head: SealHead = {
    ...{ format: 'ducha-rescue', v: 1, kdf: 'PBKDF2-SHA-256', iterations: ITERATIONS },
    ...{ cipher: 'AES-256-GCM', salt: base64(salt), iv: base64(iv) },
  };
  return new Blob([`${JSON.stringify(head)}\n`, sealed], { type: 'application/octet-stream' });
}
