// Taps: a command with its args, and what every kind of tap is made from.

import type { Json, Row } from '@device/wire';
import type { Picture } from './pipe';
import type { Chance } from './random';
import type { Tab } from './tabs';

/** A tap: a command with its args, and a photo's bytes where it takes one. */
export interface Tap {
  readonly name: string;
  readonly args: Json;
  readonly v?: number;
  readonly photo?: { readonly id: string; readonly picture: Picture };
}

export interface Person {
  readonly tab: Tab;
  readonly chance: Chance;
  readonly pictures: readonly Picture[];
}

export const idOf = (row: Row): string => String(row.id);

export const newId = ({ chance }: Person): string => `id-${chance.hex(20)}`;

export const mine = ({ tab }: Person, entity: string, owner: string): Row[] =>
  tab.disk.rows(entity).filter((row) => row[owner] === tab.user.id);

export const childrenOf = ({ tab }: Person, entity: string, field: string, parent: Row): Row[] =>
  tab.disk.rows(entity).filter((row) => row[field] === parent.id);

/** A photo of a visit or an order. */
export function photo(person: Person, kind: 'visit' | 'order', subject: Row, slot: string): Tap {
  const picture = person.chance.pick(person.pictures);
  const id = newId(person);
  const { size, sha256 } = picture;
  const told = { subject_kind: kind, subject_id: subject.id, slot, size, sha256 };
  const taken = { width: 8, height: 8, taken_at: person.tab.instant(), source: 'camera' };
  const place = { lat: null, lon: null, accuracy_m: null, replaces: null };
  return {
    name: 'photo.attach',
    args: { photo_id: id, ...told, ...taken, ...place },
    photo: { id, picture },
  };
}
