// Recovery: all faults end. Everything must settle by itself, soon, and every phone must equal SQL.

import type { Row } from '@device/wire';
import type { History } from './history';
import { homeRoles, signIn, signInIfAsked } from './office';
import type { Phone } from './phone';
import type { News, Truth } from './pipe';
import { Violation } from './trace';
import { difference } from './watch';

/** Within a minute of recovery all goes on by itself. */
const SOON_MS = 60_000;
/** A server that said "busy", or that must fail three times at a poisoned mutation, is left alone longer. */
const BUSY_MS = 1_200_000;
/** A command's version that only the updated server knows. */
const NEWER = 3;
const MOST_STEPS = 30_000;
const MOST_FETCHES = 5;

const isUnanswered = ({ disk }: Phone): boolean =>
  disk.entries.some(({ state }) => state === 'pending' || state === 'sending');

function isBusy({ disk, living }: Phone): boolean {
  const wasBusy = living.some(
    ({ state }) => state?.problem?.kind === 'transient' && state.problem.cause === 'busy',
  );
  return wasBusy || disk.entries.some(({ name, v }) => name === 'sim.poison' || v === NEWER);
}

/** Photos taken here whose rows are on the server, and whose bytes are not. */
const missingPhotos = ({ disk }: Phone): readonly Row[] =>
  disk.rows('photo').filter(({ id, blob }) => {
    const kept = disk.photo(String(id));
    return blob === 'missing' && kept !== undefined && kept.state !== 'blocked';
  });

function isDone(phone: Phone): boolean {
  if (isUnanswered(phone)) return false;
  const isIdle = phone.living.every(({ state }) => state?.phase === 'idle');
  return isIdle && missingPhotos(phone).length === 0;
}

/** One tab each, whose owner has signed in; no more accidents. */
function calm(history: History): void {
  history.network.trouble = 0;
  for (const phone of history.phones) {
    phone.stealing = 0;
    for (const tab of phone.living.slice(1)) tab.die();
    for (const tab of phone.living) tab.fuse = null;
    if (phone.living.length === 0) phone.openTab();
    void signIn(history.network, phone);
  }
}

type Deadlines = Map<Phone, number>;

/** Those that are done leave; whoever is late has stalled. */
function strike(history: History, waiting: Deadlines): void {
  for (const [phone, deadline] of waiting) {
    if (isDone(phone)) waiting.delete(phone);
    else if (history.time.now > deadline) {
      throw new Violation('stall', `${phone.name} is ${phone.living[0]?.state?.phase}`);
    }
  }
}

/** Goes on until each phone was done once. */
async function runUntilDone(history: History, waiting: Deadlines): Promise<void> {
  for (let steps = 0; waiting.size > 0; steps += 1) {
    if (steps > MOST_STEPS) throw new Violation('stall', 'steps without end');
    for (const phone of waiting.keys()) signInIfAsked(history, phone);
    await history.goOn();
    strike(history, waiting);
  }
}

/** Once more, with nobody's timer. */
async function fetchOnce(history: History): Promise<void> {
  for (const phone of history.phones) {
    phone.isResting = true;
    phone.wake('button');
  }
  for (let steps = 0; !history.isStill; steps += 1) {
    if (steps > MOST_STEPS) throw new Violation('stall', 'steps without end');
    await history.goOn();
  }
}

/** What the others sent last is fetched; a photo that one of them is asked for by that, as well. */
async function fetchTheRest(history: History): Promise<void> {
  for (let times = 0; times < MOST_FETCHES; times += 1) {
    const { effects } = history.ledger;
    await fetchOnce(history);
    if (history.ledger.effects === effects) return;
  }
  throw new Violation('stall', 'the phones never come to rest');
}

function nothingLost(history: History, phone: Phone): void {
  for (const { uid, state, name } of phone.disk.content.sent.values()) {
    const status = history.ledger.statusNow(uid);
    if (state === 'settled' && name !== 'noop' && status !== 'applied') {
      throw new Violation('I6', `${uid} (${name}) was applied, is ${status} on the server`);
    }
  }
}

async function equalsSql(history: History, phone: Phone): Promise<void> {
  const { login } = phone.owner.user;
  const truth = await history.pipe.ask<Truth>({ do: 'truth', login });
  const wrong = difference(phone.disk.content.base, truth);
  if (wrong) throw new Violation('I4', `${phone.name} at the end: ${wrong}`);
}

export async function recover(history: History): Promise<void> {
  const { phones, time } = history;
  history.trace.note('all', 'faults end');
  const { now } = time;
  history.ledger.hear(await history.pipe.ask<News>({ do: 'update' }));
  history.network.breakAll();
  // What the office had asked for before would else be done after it.
  while (history.network.calls.some(({ who }) => who === 'office')) await history.goOn();
  for (const act of homeRoles()) void history.network.office(JSON.stringify(act), act);
  const waiting = new Map(phones.map((its) => [its, now + (isBusy(its) ? BUSY_MS : SOON_MS)]));
  calm(history);
  await runUntilDone(history, waiting);
  await fetchTheRest(history);
  for (const phone of phones) {
    nothingLost(history, phone);
    await equalsSql(history, phone);
  }
}
