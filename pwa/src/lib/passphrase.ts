// A passphrase that seals what may be carried away on a stick.
import { countCharacters } from './text';

export const SHORTEST_PASSPHRASE = 8;

/** Spaces around it don't count, and are not part of it. */
export const isLongEnough = (passphrase: string): boolean =>
  countCharacters(passphrase.trim()) >= SHORTEST_PASSPHRASE;
