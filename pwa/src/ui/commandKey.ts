// Key of the words for a command; one that this app does not know yet falls back.
type Exists = (key: string, language: string) => boolean;

/** Both languages have the same keys, and Chinese is always loaded. */
export function commandKey(te: Exists, name: string): string {
  const key = `ui.command.${name.replace('.', '_')}`;
  return te(key, 'zh-CN') ? key : 'ui.command.other';
}
