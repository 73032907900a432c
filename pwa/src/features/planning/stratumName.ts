// The name of a stratum: what it is divided by, in words where the value is a word of ours.

type Words = { t: (key: string) => string; te: (key: string) => boolean };

export function stratumName(names: readonly string[], { t, te }: Words): string {
  const worded = names.map((name) => {
    const key = `planning.draws.name.${name}`;
    return te(key) ? t(key) : name;
  });
  return worded.join(' · ') || t('planning.draws.whole');
}
