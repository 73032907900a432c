// One live copy of outbox and photos for all who ask, instead of one query for each row on a list.

import type { OutboxEntry } from '@device/store';
import { effectScope, type Ref } from 'vue';
import type { KeptPhoto } from './blobs';
import { local } from './context';
import { live } from './live';

/** Runs as long as the app; made when first asked for. */
function shared<T>(make: () => Ref<T>): () => Ref<T> {
  let made: Ref<T> | undefined;
  return () => {
    made ??= effectScope(true).run(make);
    if (!made) throw new Error('the scope has ended');
    return made;
  };
}

export const outboxEntries = shared(() =>
  live<OutboxEntry[]>(() => local().store.read((tx) => tx.outbox.list()), []),
);

export const keptPhotos = shared(() => live<KeptPhoto[]>(() => local().blobs.list(), []));
