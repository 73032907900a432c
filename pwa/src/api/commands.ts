// Every command a phone may send: name → arguments, generated from the server's own registry.
import type { components } from './schema';

export type CommandArgs = components['schemas']['Commands'];
export type CommandName = keyof CommandArgs;
