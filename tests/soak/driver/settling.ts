// Settling: after the last fault every phone finishes by itself, soon, and holds what the server holds.

import { setTimeout as pause } from 'node:timers/promises';
import type { Phone } from './phone';
import type { Reporter } from './reporter';

const LONGEST_MS = 60_000;
const COMPARING_MS = 30_000;
const LOOK_MS = 100;

async function waitUntil(isSo: () => boolean, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  while (!isSo() && Date.now() < end) await pause(LOOK_MS);
  return isSo();
}

/** Seconds until the last of them had nothing left to send; nobody touches them. */
export async function settleAll(phones: readonly Phone[], { violations }: Reporter) {
  const began = Date.now();
  const isDone = await waitUntil(() => phones.every(({ isEmpty }) => isEmpty), LONGEST_MS);
  const late = isDone ? [] : phones.filter(({ isEmpty }) => !isEmpty);
  for (const phone of late) violations.push(`stall: ${phone.standing}`);
  return (Date.now() - began) / 1000;
}

type Base = { readonly login: string; readonly versions: Record<string, number> };

/** Each phone is started once more, which makes it compare its base with the server's digest. */
export async function compareAll(phones: readonly Phone[], { violations }: Reporter) {
  const began = Date.now();
  for (const phone of phones) phone.boot();
  const metaOf = ({ disk }: Phone) => disk.content.meta;
  const hasCompared = (phone: Phone): boolean => Number(metaOf(phone).get('checked_at')) >= began;
  await waitUntil(() => phones.every(hasCompared), COMPARING_MS);
  for (const phone of phones) {
    if (!hasCompared(phone)) violations.push(`stall: ${phone.standing}, and has not compared`);
    const fault = metaOf(phone).get('digest_fault') ?? metaOf(phone).get('repair');
    if (fault) violations.push(`digest: ${phone.name} had ${JSON.stringify(fault)}`);
  }
  return phones.map(baseOf);
}

function baseOf({ login, disk }: Phone): Base {
  const rows = [...disk.content.base.values()];
  const versions = rows.map(({ entity, id, version }) => [`${entity}/${id}`, version] as const);
  return { login, versions: Object.fromEntries(versions) };
}
