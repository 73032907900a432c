// The form for a new supervision matter: why it became key is said as one types.
import { computed, onMounted, reactive, ref, shallowRef } from 'vue';
import { readFrom } from '@/api/client';
import type { CommandArgs } from '@/api/commands';
import { ApiProblem } from '@/api/problem';
import { addDays, dayOf } from '@/lib/dates';
import { uuidv7 } from '@/lib/ids';
import { perform } from '@/local/perform';
import { type Draft, goesToCases, lacksOf, type PartDraft } from './forms';
import { type KeyLists, keyMark } from './rules';
import { useOpenUnits } from './useOpenUnits';
import { useSending } from './useSending';

type Policy = { key_sources: string[]; key_channels: string[]; key_senders: string[] };
type Register = CommandArgs['matter.register'];
type Letter = Pick<Register, 'channel' | 'sender' | 'letter_number' | 'received_on'>;

const USUAL_DAYS = 14;

/** The lists of today; null without a network: then the server says, once it was sent. */
function useKeyLists() {
  const lists = shallowRef<KeyLists | null>(null);
  onMounted(async () => {
    try {
      const found = await readFrom<Policy>('/api/matters/policy');
      lists.value = {
        ...{ sources: found.key_sources, channels: found.key_channels },
        senders: found.key_senders,
      };
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
    }
  });
  return lists;
}

export function useRegistering() {
  const today = dayOf(Date.now());
  const draft = reactive<Draft>({
    ...{ title: '', detail: '', source: '', source_note: '', channel: '', sender: '' },
    ...{ letter_number: '', received_on: today, due_on: addDays(today, USUAL_DAYS) },
    ...{ is_hand: false, key_reason: '', next_step: '', next_on: '' },
  });
  const parts = ref<PartDraft[]>([]);
  const lists = useKeyLists();
  const units = useOpenUnits();
  const { isBusy, refusal, send } = useSending();
  const mark = computed(() => (lists.value ? keyMark(draft, lists.value) : null));
  const toCases = computed(() => lists.value !== null && goesToCases(draft, mark.value));
  const isLetter = computed(() => draft.source === 'letter');

  const letter = (): Letter =>
    isLetter.value
      ? {
          ...{ channel: draft.channel as Letter['channel'], sender: draft.sender },
          ...{ letter_number: draft.letter_number, received_on: draft.received_on || null },
        }
      : { channel: null, sender: '', letter_number: '', received_on: null };
  const broken = () => (toCases.value ? [] : parts.value);

  const argsOf = (matter_id: string): Register => ({
    ...{ matter_id, title: draft.title, detail: draft.detail, due_on: draft.due_on },
    ...{ source: draft.source as Register['source'], source_note: draft.source_note },
    ...letter(),
    key_reason: draft.is_hand && !mark.value ? draft.key_reason : '',
    ...{ next_step: draft.next_step, next_on: draft.next_on || null },
    parts: broken().map((part) => ({ part_id: uuidv7(), ...part })),
  });

  return {
    ...{ draft, parts, mark, toCases, isLetter, isBusy, refusal, today },
    hasLists: computed(() => lists.value !== null),
    units,
    lacks: computed(() => lacksOf(draft, parts.value, mark.value, today)),
    addPart: () =>
      parts.value.push({
        ...{ title: '', unit_id: '', due_on: draft.due_on, demand: '', is_photo_needed: false },
      }),
    removePart: (index: number) => parts.value.splice(index, 1),
    /** The new matter's id; null where it was refused. */
    async register(): Promise<string | null> {
      const matter_id = uuidv7();
      const isDone = await send(() => perform('matter.register', argsOf(matter_id)));
      return isDone ? matter_id : null;
    },
  };
}
