// Keys of the words for refusals.
type Exists = (key: string, language: string) => boolean;

/** Null where only the server has words for it. Both languages have the same keys. */
export function refusalKey(te: Exists, code: string | null): string | null {
  const key = `outbox.refusal.${code ?? ''}`;
  return code && te(`${key}.title`, 'zh-CN') ? key : null;
}
