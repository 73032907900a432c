// The BlobStore port over IndexedDB. Bytes are ArrayBuffers: WebKit cannot store a Blob.

import type { BlobInfo, BlobStore, Codec } from '@device/ports';
import type { PhotoDatabase } from './database';
import { lasting } from './lasting';

export interface KeptPhoto extends BlobInfo {
  readonly sha256: string;
}

export interface PhotoBytes {
  readonly bytes: ArrayBuffer;
  readonly thumb: ArrayBuffer | null;
}

export class DexieBlobs implements BlobStore {
  constructor(
    private readonly database: PhotoDatabase,
    private readonly codec: Codec,
  ) {}

  list(): Promise<KeptPhoto[]> {
    return lasting(this.database, async () => {
      const found = await this.database.infos.toArray();
      return found.map(({ body }) => this.codec.decode(body) as KeptPhoto);
    });
  }

  async bytes(photo_id: string): Promise<ArrayBuffer | undefined> {
    const found = await lasting(this.database, () => this.database.bytes.get(photo_id));
    return found && this.codec.decodeBytes(found.bytes);
  }

  /** The thumbnail where there is one, else the picture itself. */
  async thumb(photo_id: string): Promise<ArrayBuffer | undefined> {
    const found = await lasting(this.database, () => this.database.bytes.get(photo_id));
    return found && this.codec.decodeBytes(found.thumb ?? found.bytes);
  }

  async add(info: KeptPhoto, { bytes, thumb }: PhotoBytes): Promise<void> {
    const { photo_id } = info;
    const coded = await this.codec.encodeBytes(bytes);
    const codedThumb = thumb && (await this.codec.encodeBytes(thumb));
    await this.write(async () => {
      await this.database.bytes.put({ photo_id, bytes: coded, thumb: codedThumb });
      await this.database.infos.put({ photo_id, body: this.codec.encode(info) });
    });
  }

  patch(photo_id: string, changes: Partial<Omit<BlobInfo, 'photo_id'>>): Promise<void> {
    return this.write(async () => {
      const found = await this.database.infos.get(photo_id);
      if (!found) return;
      const info = this.codec.decode(found.body) as KeptPhoto;
      await this.database.infos.put({ photo_id, body: this.codec.encode({ ...info, ...changes }) });
    });
  }

  remove(photo_id: string): Promise<void> {
    return this.write(async () => {
      await this.database.infos.delete(photo_id);
      await this.database.bytes.delete(photo_id);
    });
  }

  private write(work: () => Promise<void>): Promise<void> {
    const { infos, bytes } = this.database;
    return lasting(this.database, () => this.database.transaction('rw', [infos, bytes], work));
  }
}
