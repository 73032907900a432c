// Faults of the device's own storage, as a Store or BlobStore reports them.

/** Storage does not answer, even after reopening; there is no fallback that could keep work. */
export class StorageLost extends Error {
  override readonly name = 'StorageLost';
}

/** Storage is full; nothing of what was to be written has been. */
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}
