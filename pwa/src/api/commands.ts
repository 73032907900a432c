// Every command a phone may send: name → arguments, generated from the server's own registry.
import type { components } from './schema';

export type CommandArgs = components['schemas']['Commands'];
export type CommandName = keyof CommandArgs;

/** What a command means changes under a new version; 1 where none is named. A house test compares. */
export const COMMAND_VERSIONS: { readonly [N in CommandName]?: number } = {
  'order.review': 2,
  'photo.attach': 2,
};
