// perform(): the only way in which a screen changes the world.

import { enqueue, type Wish } from '@device/outbox';
import type { Tx } from '@device/store';
import type { Json } from '@device/wire';
import { COMMAND_VERSIONS, type CommandArgs, type CommandName } from '@/api/commands';
import { browserIds, instantNow } from './clock';
import { local } from './context';
import { refuseOnRetired } from './retirement';
import { withRoom } from './room';
import { wakeSync } from './wake';

export interface Performed {
  readonly uid: string;
}

/** Reactive proxies cannot be stored, and a command's args are plain JSON anyway. */
const plain = (args: unknown): Json => JSON.parse(JSON.stringify(args)) as Json;

function wish<N extends CommandName>(name: N, args: CommandArgs[N]): Wish {
  const v = COMMAND_VERSIONS[name] ?? 1;
  return { uid: browserIds.uid(), name, v, args: plain(args), occurred_at: instantNow() };
}

/**
 * Outbox row and optimistic rows in one transaction; when the promise resolves both are on the disk
 * (已存本机). Rejects where the prediction throws, storage fails or is full (`StorageFull`) or the device is
 * retired (`DeviceRetired`): then nothing was kept.
 */
export async function perform<N extends CommandName>(
  name: N,
  args: CommandArgs[N],
): Promise<Performed> {
  const { store, kit } = local();
  const wanted = wish(name, args);
  const work = async (tx: Tx) => {
    await refuseOnRetired(tx);
    return enqueue(tx, kit, wanted);
  };
  const { uid } = await withRoom(() => store.write(work));
  wakeSync('write');
  return { uid };
}
