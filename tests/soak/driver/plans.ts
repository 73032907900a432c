// Plans: the taps of one whole visit, with as many photos as it is to have.

import { createHash } from 'node:crypto';
import type { Wish } from '@device/outbox';
import { uuidv7 } from '@/lib/ids';
import { instantNow } from '@/local/clock';
import type { Chance } from '../../sim/driver/random';

export const MOST_PHOTOS = 8;
const SITES = ['hall', 'door', 'far'] as const;

export interface Shot {
  readonly photo_id: string;
  readonly sha256: string;
  readonly bytes: ArrayBuffer;
}

export interface Tap extends Omit<Wish, 'occurred_at'> {
  readonly shot?: Shot;
}

export interface Plan {
  readonly visit_id: string;
  readonly shots: readonly Shot[];
  readonly taps: readonly Tap[];
}

const COMMENT = 0xfffe;

/** The picture with a comment behind its first marker: another file that shows the same. */
function commented(picture: Buffer, comment: string): ArrayBuffer {
  const length = Buffer.byteLength(comment);
  const segment = Buffer.alloc(4 + length);
  segment.writeUInt16BE(COMMENT, 0);
  segment.writeUInt16BE(2 + length, 2);
  segment.write(comment, 4);
  const whole = Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]);
  return Uint8Array.from(whole).buffer;
}

function takeShot(picture: Buffer): Shot {
  const photo_id = uuidv7();
  const bytes = commented(picture, photo_id);
  const sha256 = createHash('sha256').update(Buffer.from(bytes)).digest('hex');
  return { photo_id, sha256, bytes };
}

const tap = (name: string, args: Wish['args'], shot?: Shot): Tap => ({
  ...{ uid: uuidv7(), name, v: 1, args },
  ...(shot && { shot }),
});

function attach(visit_id: string, slot: string, shot: Shot): Tap {
  const subject = { subject_kind: 'visit', subject_id: visit_id, slot };
  const { photo_id, sha256, bytes } = shot;
  const file = { photo_id, sha256, size: bytes.byteLength, width: 160, height: 120 };
  const taken = { taken_at: instantNow(), source: 'camera', lat: null, lon: null };
  return tap('photo.attach', { ...file, ...subject, ...taken, accuracy_m: null }, shot);
}

function start(visit_id: string, template_id: string, site_id: string): Tap {
  const where = { visit_id, site_id, template_id, task_id: null, check_in: null };
  return tap('visit.start', { ...where, level: 'hq', form: 'spot' });
}

const answer = (visit_id: string, item_code: string, result: string): Tap =>
  tap('visit.answer', {
    ...{ visit_id, item_code, result, inputs: {} },
    note: result === 'pass' ? '' : '墙面有污渍，已要求整改',
  });

function signAndClose(visit_id: string, shots: readonly Shot[]): Tap[] {
  const photo_ids = shots.map(({ photo_id }) => photo_id);
  const signer = { signer_name: '值班', signer_post: '班长', is_refused: false };
  const signed = { ...signer, refusal_reason: '', photo_id: photo_ids[0] };
  const closed = { photo_ids, score_tenths: null, colour: null };
  return [tap('visit.sign', { visit_id, ...signed }), tap('visit.close', { visit_id, ...closed })];
}

/** The signature counts as a photo; a visit with that one alone has items that ask for no other. */
export function planVisit(chance: Chance, pictures: readonly Buffer[]): Plan {
  const visit_id = uuidv7();
  const count = 1 + chance.below(MOST_PHOTOS);
  const shots = Array.from({ length: count }, () => takeShot(chance.pick(pictures)));
  const [signature, ...others] = shots as [Shot, ...Shot[]];
  const isBare = others.length === 0;
  const results = others.length > 1 && chance.happens(0.3) ? ['pass', 'partial'] : ['pass', 'pass'];
  const items = isBare ? ['A', 'B'] : ['P', 'Q'];
  const taps = [
    start(visit_id, isBare ? 'short' : 'photo', chance.pick(SITES)),
    ...items.map((item, at) => answer(visit_id, item, results[at] ?? 'pass')),
    ...others.map((shot, at) => attach(visit_id, at % 2 ? 'Q' : 'P', shot)),
    attach(visit_id, 'signature', signature),
    ...signAndClose(visit_id, shots),
  ];
  return { visit_id, shots, taps };
}
