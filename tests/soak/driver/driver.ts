// The driver's process: phones at work over a network that loses much, while the server is killed.

import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Pipe } from '../../sim/driver/pipe';
import { Chance } from '../../sim/driver/random';
import { Killer } from './killer';
import { Network } from './network';
import { Phone } from './phone';
import { Reporter } from './reporter';
import { compareAll, settleAll } from './settling';
import type { PageModule } from './tab';
import { Work } from './work';
import { xhrOver } from './xhr';

const LOSS = 0.3;
/** How long somebody waits before he looks at his phone again; people differ by half of it. */
const IMPATIENCE_MS = 150;

interface Setup {
  readonly base: string;
  readonly pid: number;
  readonly records: number;
  readonly kills: number;
  readonly seed: number;
  readonly people: readonly { readonly login: string; readonly password: string }[];
  readonly phones: number;
  /** JPEG files in base64. */
  readonly pictures: readonly string[];
  /** How long nothing at all goes through before the faults end. */
  readonly darkness_ms: number;
}

interface Run extends Pick<Setup, 'darkness_ms'> {
  readonly phones: readonly Phone[];
  readonly network: Network;
  readonly chance: Chance;
  readonly killer: Killer;
  readonly work: Work;
}

type Browser = { fetch: Phone['fetch']; XMLHttpRequest: new () => object };

declare global {
  var soakBrowser: (url: string) => Browser;
}

/** Each phone has an instance of the page's module, with a network and cookies of its own. */
async function makePhones(setup: Setup, network: Network, chance: Chance): Promise<Phone[]> {
  const phones: Phone[] = [];
  globalThis.soakBrowser = (url) => {
    const slot = Number(new URL(url).searchParams.get('slot'));
    const send: Phone['fetch'] = async (path, init) => {
      const phone = phones[slot];
      if (!phone) throw new Error('a page without a phone');
      return phone.fetch(path, init);
    };
    return { fetch: send, XMLHttpRequest: xhrOver(send) };
  };
  const file = pathToFileURL(resolve(process.argv[2] ?? '', 'page.mjs')).href;
  for (let slot = 0; slot < setup.phones; slot += 1) {
    const module = (await import(`${file}?slot=${slot}`)) as PageModule;
    phones.push(new Phone(`phone${slot}`, module, network, chance));
  }
  return phones;
}

async function signInAll(phones: readonly Phone[], setup: Setup): Promise<void> {
  for (const [at, phone] of phones.entries()) {
    const person = setup.people[at % setup.people.length];
    if (!person) throw new Error('nobody to sign in');
    await phone.signIn(person.login, person.password);
    phone.boot();
  }
}

/** Somebody looks at his phone until all is delivered, again and again; returns the end of it. */
function keepLooking(phone: Phone, chance: Chance): () => void {
  const look = (): void => {
    if (!phone.isEmpty) phone.look();
  };
  const looking = setInterval(look, IMPATIENCE_MS * (0.5 + chance.share()));
  return () => clearInterval(looking);
}

/** All the work, with all that goes wrong; ends in the dark, with phones that have long failed. */
async function goThroughFaults(run: Run): Promise<void> {
  const { phones, network, chance, killer, work } = run;
  network.loss = LOSS;
  const endings = phones.map((phone) => keepLooking(phone, chance));
  await Promise.all([killer.run(work), ...phones.map((phone) => work.run(phone))]);
  await work.mostlyDelivered(phones);
  for (const end of endings) end();
  for (const phone of phones) phone.light(null);
  network.loss = 1;
  await work.finish(phones);
  await pause(run.darkness_ms);
  network.loss = 0;
}

async function soak(pipe: Pipe): Promise<void> {
  const setup = await pipe.ask<Setup>({ do: 'hello' });
  const { records, kills, darkness_ms } = setup;
  const chance = new Chance(setup.seed);
  const network = new Network(setup.base, chance);
  const pictures = setup.pictures.map((text) => Buffer.from(text, 'base64'));
  const phones = await makePhones(setup, network, chance);
  await signInAll(phones, setup);
  const work = new Work(records, kills, chance, pictures);
  const killer = new Killer(setup.pid, pipe, network, chance);
  const reporter = new Reporter(pipe, network, phones, {
    delivered: () => work.moved(),
    dead: () => killer.heedDeath(),
  });
  reporter.start();
  await goThroughFaults({ phones, network, chance, killer, work, darkness_ms });
  const settled_s = await settleAll(phones, reporter);
  const bases = await compareAll(phones, reporter);
  await reporter.stop();
  const deaths = phones.reduce((sum, phone) => sum + phone.deaths, 0);
  const counts = { ...network.counts, ...killer.counts, deaths, settled_s };
  await pipe.ask({ do: 'end', bases, violations: reporter.violations, counts });
}

await soak(new Pipe(process.stdin, process.stdout));
process.exit(0);
