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

/** No file that this app has sealed, or one that is cut off or changed beyond recognition. */
export class NotSealed extends Error {
  override readonly name = 'NotSealed';
}

/** Opens with another passphrase only; a file that was damaged cannot be told from that. */
export class WrongPassphrase extends Error {
  override readonly name = 'WrongPassphrase';
}

const MOST_HEAD_BYTES = 1024;
/** More would only keep the browser busy. */
const MOST_ITERATIONS = 5_000_000;
const LINE_FEED = 10;

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function isHead(value: unknown): value is SealHead {
  const head = value as Partial<SealHead> | null;
  return (
    head?.format === 'ducha-rescue' &&
    head.v === 1 &&
    head.cipher === 'AES-256-GCM' &&
    Number.isInteger(head.iterations) &&
    Number(head.iterations) <= MOST_ITERATIONS
  );
}

interface Head {
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
  /** Where the sealed bytes begin. */
  readonly end: number;
}

async function readHead(file: Blob): Promise<Head> {
  const start = new Uint8Array(await file.slice(0, MOST_HEAD_BYTES).arrayBuffer());
  const end = start.indexOf(LINE_FEED) + 1;
  try {
    const head: unknown = JSON.parse(new TextDecoder().decode(start.subarray(0, end)));
    if (!isHead(head)) throw new NotSealed();
    const { iterations } = head;
    return { salt: fromBase64(head.salt), iv: fromBase64(head.iv), iterations, end };
  } catch {
    throw new NotSealed();
  }
}

/** What `seal` locked. Rejects with `NotSealed` or `WrongPassphrase`. */
export async function unseal(file: Blob, passphrase: string): Promise<ArrayBuffer> {
  const { salt, iv, iterations, end } = await readHead(file);
  const key = await keyFrom(passphrase, salt, iterations);
  const sealed = await file.slice(end).arrayBuffer();
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed).catch(() => {
    throw new WrongPassphrase();
  });
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
