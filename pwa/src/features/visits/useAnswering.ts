// Answering: each tap is shown at once and saved at once, in order; never two writes of one item at a time.
import { onScopeDispose, type Ref, ref, shallowReactive, watch } from 'vue';
import type { AnswerRow } from '@/api/rows';
import type { Inputs } from '@/api/values';
import { forgetDraft, readDraft, saveDraft } from '@/local/drafts';
import { perform } from '@/local/perform';
import type { Result } from './rules';

export type Words = { result: Result | null; note: string; inputs: Inputs };

const NOTHING: Words = { result: null, note: '', inputs: {} };

const wordsOf = ({ result, note, inputs }: AnswerRow): Words => ({ result, note, inputs });

const isSame = (row: AnswerRow | undefined, words: Words): boolean =>
  row !== undefined &&
  row.result === words.result &&
  row.note === words.note &&
  JSON.stringify(row.inputs) === JSON.stringify(words.inputs);

/** What was entered before an item was judged: no answer yet, but not to be lost either. */
const looseKey = (visit_id: string) => `visit-loose.${visit_id}`;
/** "本组全部合格" that may still be taken back; sent when it no longer may, or at the next start. */
const batchKey = (visit_id: string) => `visit-batch.${visit_id}`;

export function useAnswering(visit_id: string, answered: Readonly<Ref<Map<string, AnswerRow>>>) {
  /** Said here and not yet read back from the rows. */
  const said = shallowReactive(new Map<string, Words>());
  const failure = ref<unknown>(null);
  const batch = ref<string[]>([]);
  let queue: Promise<unknown> = Promise.resolve();

  /** A loose word counts only while the item has no answer. */
  function current(code: string): Words {
    const words = said.get(code);
    if (words?.result) return words;
    const row = answered.value.get(code);
    return row ? wordsOf(row) : (words ?? NOTHING);
  }

  const loose = (): Record<string, Words> =>
    Object.fromEntries([...said].filter(([, words]) => words.result === null));

  async function write(code: string, words: Words): Promise<void> {
    if (words.result === null) return saveDraft(looseKey(visit_id), loose());
    try {
      await perform('visit.answer', { visit_id, item_code: code, ...words, result: words.result });
    } catch (error) {
      // Nothing was kept, so nothing may look as if it were.
      if (said.get(code) === words) said.delete(code);
      failure.value = error;
    }
  }

  function say(code: string, change: Partial<Words>): Promise<unknown> {
    const words = { ...current(code), ...change };
    said.set(code, words);
    failure.value = null;
    queue = queue.then(() => write(code, words));
    return queue;
  }

  watch(answered, (rows) => {
    for (const [code, words] of said) if (isSame(rows.get(code), words)) said.delete(code);
  });

  async function settleBatch(): Promise<void> {
    const codes = batch.value;
    batch.value = [];
    for (const code of codes) await say(code, { result: 'pass' });
    await forgetDraft(batchKey(visit_id));
  }

  /** Shown at once; kept as a draft until the undo bar is gone. */
  async function passAll(codes: readonly string[]): Promise<void> {
    await settleBatch();
    for (const code of codes) said.set(code, { ...current(code), result: 'pass' });
    batch.value = [...codes];
    await saveDraft(batchKey(visit_id), codes);
  }

  async function undoBatch(): Promise<void> {
    for (const code of batch.value) said.delete(code);
    batch.value = [];
    await forgetDraft(batchKey(visit_id));
  }

  /** A single tap within the batch is a word of its own. */
  function answer(code: string, change: Partial<Words>): Promise<unknown> {
    batch.value = batch.value.filter((each) => each !== code);
    return say(code, change);
  }

  async function restore(): Promise<void> {
    const words = (await readDraft<Record<string, Words>>(looseKey(visit_id))) ?? {};
    for (const [code, each] of Object.entries(words)) {
      if (!said.has(code) && !answered.value.has(code)) said.set(code, each);
    }
    batch.value = (await readDraft<string[]>(batchKey(visit_id))) ?? [];
    await settleBatch();
  }

  onScopeDispose(() => void settleBatch());
  return {
    ...{ current, answer, passAll, undoBatch, settleBatch, restore, batch, failure },
    /** Resolves when all that was said is on the disk. */
    settled: async (): Promise<void> => {
      await settleBatch();
      await queue;
    },
  };
}
