// Accidents: what breaks beside the network. Tabs die, the server dies, clocks jump, backups come back.

import { isUnanswered } from '@device/outbox';
import type { Disk } from './disk';
import type { Ledger } from './ledger';
import type { Network } from './network';
import { signIn } from './office';
import type { Phone } from './phone';
import type { News, Pipe } from './pipe';
import type { Chance } from './random';
import type { Trace } from './trace';

const DAY_MS = 24 * 3_600_000;
const LONGEST_FUSE = 40;

export interface Scene {
  readonly chance: Chance;
  readonly pipe: Pipe;
  readonly network: Network;
  readonly trace: Trace;
  readonly ledger: Ledger;
  readonly phones: readonly Phone[];
  /** Whether there is a backup yet. */
  hasBackup: boolean;
  restores: number;
  /** One disk is a copy of another from now on. */
  readonly cloned: (from: Disk, to: Disk) => void;
}

type Accident = (scene: Scene) => Promise<void> | void;

const tabOf = ({ chance }: Scene, phone: Phone) =>
  phone.living.length > 0 ? chance.pick(phone.living) : null;

function killTab(scene: Scene): void {
  const tab = tabOf(scene, scene.chance.pick(scene.phones));
  if (!tab) return;
  tab.die();
  scene.trace.note(tab.name, 'killed');
}

/** It dies at one of its next operations on the disk. */
function lightFuse(scene: Scene): void {
  const tab = tabOf(scene, scene.chance.pick(scene.phones));
  if (!tab) return;
  tab.fuse = 1 + scene.chance.below(LONGEST_FUSE);
  scene.trace.note(tab.name, `dies in ${tab.fuse} operations`);
}

function jumpClock({ chance, phones, trace }: Scene): void {
  const phone = chance.pick(phones);
  phone.skewMs = Math.round((chance.share() * 6 - 3) * DAY_MS);
  trace.note(phone.name, `clock off by ${phone.skewMs} ms`);
}

function stealLocks({ chance, phones, trace }: Scene): void {
  const phone = chance.pick(phones);
  phone.stealing = chance.pick([0, 0.5, 1]);
  if (phone.living.length < 2) phone.openTab();
  trace.note(phone.name, `two tabs, lock stolen ${phone.stealing}`);
}

async function crashServer({ pipe, network, trace, ledger }: Scene): Promise<void> {
  trace.note('server', `crash with ${network.atServer.map(({ standing }) => standing?.at)}`);
  ledger.hear(await pipe.ask<News>({ do: 'crash' }));
  network.breakAll();
}

/** Only while the server has nothing to do: what a copy of a busy one is, its database answers for. */
export async function backUp(scene: Scene): Promise<void> {
  if (scene.network.atServer.length > 0) return;
  await scene.pipe.ask({ do: 'save' });
  scene.hasBackup = true;
  scene.trace.note('server', 'backup');
}

async function restore(scene: Scene): Promise<void> {
  if (!scene.hasBackup) return;
  const { pipe, network, ledger, trace } = scene;
  trace.note('server', 'restored from the backup');
  const news = await pipe.ask<News>({ do: 'restore' });
  network.breakAll();
  ledger.forget();
  ledger.hear(news);
  scene.restores += 1;
}

/** Another person signs in on this phone's browser, while the page still is the first one's. */
function othersSignIn({ chance, network, phones }: Scene): void {
  const phone = chance.pick(phones);
  void signIn(network, phone, chance.pick(['ines', 'stan', 'tess']));
}

/** A profile is copied to another phone of the same person, client id and all. */
function cloneProfile({ chance, phones, trace, cloned }: Scene): void {
  const from = chance.pick(phones);
  const to = phones.find(({ owner, disk }) => owner === from.owner && disk !== from.disk);
  // What waits there for a person is answered; what was never sent would be lost with its disk.
  if (!to || to.disk.entries.some(isUnanswered)) return;
  for (const tab of to.living) tab.die();
  to.disk.becomeCopyOf(from.disk);
  cloned(from.disk, to.disk);
  trace.note(to.name, `becomes a clone of ${from.name}`);
}

const ACCIDENTS: readonly (readonly [number, Accident])[] = [
  [4, killTab],
  [4, lightFuse],
  [1, jumpClock],
  [1.5, stealLocks],
  [4, crashServer],
  [2, backUp],
  [3, restore],
  [0.7, othersSignIn],
  [4, cloneProfile],
];

export async function haveAccident(scene: Scene): Promise<void> {
  await scene.chance.weighted(ACCIDENTS)(scene);
}
