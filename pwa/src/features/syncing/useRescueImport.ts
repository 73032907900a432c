// Importing a rescue file: open it here in the browser, look, then bring it in page by page.
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { ApiProblem } from '@/api/problem';
import { NotSealed, WrongPassphrase } from '@/lib/seal';
import { type Rescue, RescueUnreadable } from '@/local/rescueFormat';
import {
  type ImportProgress,
  type ImportSummary,
  importable,
  importRescue,
  openRescue,
  RescueStopped,
} from '@/local/rescueImport';

export type ImportStep = 'choosing' | 'looking' | 'running' | 'stopped' | 'done';

const KNOWN_SLUGS = ['offline', 'user-unknown', 'not-allowed'];

/** Key under `syncing.rescue.failure`. */
export function failureOf(error: unknown): string {
  if (error instanceof NotSealed) return 'not-sealed';
  if (error instanceof WrongPassphrase) return 'wrong-passphrase';
  if (error instanceof RescueUnreadable) return 'unreadable';
  if (error instanceof RescueStopped) return 'busy';
  if (!(error instanceof ApiProblem)) return 'other';
  return KNOWN_SLUGS.includes(error.slug) ? error.slug : 'other';
}

const isBrokenOff = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** Whose, when, how much: for a look before anything is sent. */
export function previewOf(rescue: Rescue) {
  const { user, exported_at: exportedAt, mutations, photos } = rescue.manifest;
  const waiting = importable(rescue);
  const times = waiting.map((entry) => entry.occurred_at).sort();
  return {
    ...{ user, exportedAt, edits: waiting.length, answered: mutations.length - waiting.length },
    ...{ from: times[0] ?? null, to: times.at(-1) ?? null, photos: photos.length },
    bytes: photos.reduce((sum, { length }) => sum + length, 0),
  };
}

const NOTHING: ImportProgress = { mutations: 0, photos: 0 };

export function useRescueImport() {
  const step = ref<ImportStep>('choosing');
  const isOpening = ref(false);
  const failure = ref<string | null>(null);
  const rescue = shallowRef<Rescue | null>(null);
  const progress = shallowRef<ImportProgress>(NOTHING);
  const summary = shallowRef<ImportSummary | null>(null);
  let stopping = new AbortController();

  async function open(file: File, passphrase: string): Promise<void> {
    isOpening.value = true;
    failure.value = null;
    try {
      rescue.value = await openRescue(file, passphrase);
      step.value = 'looking';
    } catch (error) {
      failure.value = failureOf(error);
    } finally {
      isOpening.value = false;
    }
  }

  function end(error: unknown): void {
    step.value = 'stopped';
    failure.value = isBrokenOff(error) ? null : failureOf(error);
  }

  async function run(): Promise<void> {
    if (!rescue.value) return;
    stopping = new AbortController();
    progress.value = NOTHING;
    failure.value = null;
    step.value = 'running';
    const told = (done: ImportProgress): void => {
      progress.value = done;
    };
    try {
      summary.value = await importRescue(rescue.value, { progress: told, signal: stopping.signal });
      step.value = 'done';
    } catch (error) {
      end(error);
    }
  }

  function close(): void {
    stopping.abort();
    rescue.value = null;
    summary.value = null;
    failure.value = null;
    step.value = 'choosing';
  }

  onScopeDispose(() => stopping.abort());
  return {
    ...{ step, isOpening, failure, progress, summary, open, run, close },
    preview: computed(() => rescue.value && previewOf(rescue.value)),
    stop: (): void => stopping.abort(),
  };
}
