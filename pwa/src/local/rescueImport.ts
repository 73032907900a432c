// Rescue import: the office brings in what a phone could not send. Done again, it changes nothing.

import { fitting, MAX_MUTATIONS, toMutation } from '@device/batch';
import { isUnanswered } from '@device/outbox';
import type { OutboxEntry } from '@device/store';
import { type Halt, PROTOCOL, type PushResponse } from '@device/wire';
import { putBytes, sendTo } from '@/api/client';
import { unseal } from '@/lib/seal';
import { instantNow } from './clock';
import { type Rescue, type RescuedPhoto, readRescue } from './rescueFormat';

const PAGE_BYTES = 400 * 1024;
/** A command that fails unexpectedly is parked after some tries; a busy server needs a moment. */
const MOST_TRIES = 6;
const PAUSE_MS = 1_000;

/** The server cannot go on now; what came before is in. */
export class RescueStopped extends Error {
  override readonly name = 'RescueStopped';

  constructor(readonly code: Halt['code']) {
    super(code);
  }
}

export interface ImportProgress {
  readonly mutations: number;
  readonly photos: number;
}

export interface Refusal {
  /** The command's name. */
  readonly name: string;
  readonly code: string;
  readonly title: string;
}

export interface ImportSummary {
  applied: number;
  /** On the server before. */
  known: number;
  /** Had been answered before the file was made. */
  answered: number;
  refused: Refusal[];
  photosPresent: number;
  photosAlready: number;
  photosRefused: { readonly photo_id: string; readonly code: string }[];
}

export interface ImportOptions {
  progress(done: ImportProgress): void;
  readonly signal: AbortSignal;
}

/** Rejects with `NotSealed`, `WrongPassphrase` or `RescueUnreadable`. */
export async function openRescue(file: Blob, passphrase: string): Promise<Rescue> {
  return readRescue(await unseal(file, passphrase));
}

/** What is still to be brought in; the rest had its answer on the phone. */
export const importable = ({ manifest }: Rescue): OutboxEntry[] =>
  manifest.mutations.filter(isUnanswered);

/** Each client's in the order of their making, as many a page as a push may carry. */
export function pagesOf(entries: readonly OutboxEntry[]): OutboxEntry[][] {
  const pages: OutboxEntry[][] = [];
  for (const client_id of new Set(entries.map((entry) => entry.client_id))) {
    let left = entries.filter((entry) => entry.client_id === client_id);
    left.sort((a, b) => a.seq - b.seq);
    while (left.length > 0) {
      const page = fitting(left, MAX_MUTATIONS, PAGE_BYTES);
      pages.push(page);
      left = left.slice(page.length);
    }
  }
  return pages;
}

type Answer = PushResponse & { readonly known: readonly string[] };

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

declare const __APP_VERSION__: string | undefined;

function question(user_id: string, page: readonly OutboxEntry[]) {
  const app = typeof __APP_VERSION__ === 'string' ? __APP_VERSION__ : '1.0.0';
  const client_id = page[0]?.client_id ?? '';
  const told = { protocol: PROTOCOL, client_id, app, sent_at: instantNow() };
  return { user_id, request: { ...told, mutations: page.map(toMutation) } };
}

class Import {
  readonly summary: ImportSummary;
  private readonly entries: OutboxEntry[];
  private mutations = 0;
  private photos = 0;

  constructor(
    private readonly rescue: Rescue,
    private readonly options: ImportOptions,
  ) {
    this.entries = importable(rescue);
    const answered = rescue.manifest.mutations.length - this.entries.length;
    this.summary = {
      ...{ applied: 0, known: 0, answered, refused: [] },
      ...{ photosPresent: 0, photosAlready: 0, photosRefused: [] },
    };
  }

  async run(): Promise<ImportSummary> {
    for (const page of pagesOf(this.entries)) await this.page(page);
    for (const photo of this.rescue.manifest.photos) await this.photo(photo);
    return this.summary;
  }

  private tell(): void {
    const { mutations, photos } = this;
    this.options.progress({ mutations, photos });
    this.options.signal.throwIfAborted();
  }

  private async page(page: readonly OutboxEntry[]): Promise<void> {
    this.count(page, await this.pushed(page));
    this.mutations += page.length;
    this.tell();
  }

  /** A later try answers anew what an earlier one took; only what was known before the first is known. */
  private async pushed(page: readonly OutboxEntry[]): Promise<Answer> {
    const body = question(this.rescue.manifest.user.id, page);
    let first: Answer | undefined;
    for (let left = MOST_TRIES; left > 0; left -= 1) {
      const answer = await sendTo<Answer>('/api/sync/rescue/push', body, this.options.signal);
      first ??= answer;
      if (!answer.halt) return { ...answer, known: first.known };
      if (answer.halt.code !== 'transient') throw new RescueStopped(answer.halt.code);
      await pause();
    }
    throw new RescueStopped('transient');
  }

  private count(page: readonly OutboxEntry[], { results, known }: Answer): void {
    const names = new Map(page.map(({ uid, name }) => [uid, name]));
    for (const result of results) {
      if (known.includes(result.uid)) this.summary.known += 1;
      else if (result.status === 'applied') this.summary.applied += 1;
      else {
        const { code = result.status, title = '' } = result;
        this.summary.refused.push({ name: names.get(result.uid) ?? '', code, title });
      }
    }
  }

  private async photo(photo: RescuedPhoto): Promise<void> {
    const { photo_id } = photo;
    const user_id = encodeURIComponent(this.rescue.manifest.user.id);
    const path = `/api/sync/rescue/photos/${encodeURIComponent(photo_id)}?user_id=${user_id}`;
    const bytes = this.rescue.bytesOf(photo);
    const answer = await putBytes<PhotoAnswer>(path, bytes, this.options.signal);
    if (answer.state === 'present') this.summary.photosPresent += 1;
    else if (answer.state === 'already') this.summary.photosAlready += 1;
    else this.summary.photosRefused.push({ photo_id, code: answer.code ?? '' });
    this.photos += 1;
    this.tell();
  }
}

interface PhotoAnswer {
  readonly state: 'present' | 'already' | 'refused';
  readonly code?: string | null;
}

/** Rejects with `ApiProblem`, `RescueStopped` or, broken off, `AbortError`; then it may be run again. */
export function importRescue(rescue: Rescue, options: ImportOptions): Promise<ImportSummary> {
  return new Import(rescue, options).run();
}
