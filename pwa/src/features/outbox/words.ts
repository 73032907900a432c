// Words for refusals, fields and their values.
import { entityOf, valueWords } from './rules';

type Exists = (key: string, language: string) => boolean;

/** Null where only the server has words for it. Both languages have the same keys. */
export function refusalKey(te: Exists, code: string | null): string | null {
  const key = `outbox.refusal.${code ?? ''}`;
  return code && te(`${key}.title`, 'zh-CN') ? key : null;
}

type Speaker = { t: (key: string) => string; te: Exists };

const VOCABULARIES: Record<string, string> = { colour: 'ui.colour', result: 'ui.result' };
/** As the screens of these records call their states. */
const STATES: Record<string, string> = { order: 'orders.state', visit: 'visits.list' };

const knownWord = ({ t, te }: Speaker, key: string): string | null =>
  te(key, 'zh-CN') ? t(key) : null;

export const fieldLabel = (speaker: Speaker, field: string): string =>
  knownWord(speaker, `outbox.field.${field}`) ?? field;

/** A value of a record's field; one that is one of a few has a word of its own. */
export function fieldWords(speaker: Speaker, record: string, field: string, value: unknown) {
  const { t } = speaker;
  const vocabulary = field === 'state' ? STATES[entityOf(record)] : VOCABULARIES[field];
  const found = vocabulary ? knownWord(speaker, `${vocabulary}.${String(value)}`) : null;
  const words = { empty: t('outbox.conflict.empty'), yes: t('outbox.conflict.yes') };
  return found ?? valueWords(field, value, { ...words, no: t('outbox.conflict.no') });
}
