// The Uploader port over the page's own fetch: what the tus library does, a request at a time.

import type { Upload, Uploader, UploadOutcome } from '@device/ports';
import { type Guard, toAnswer } from '@/local/transport';
import { guardedUploader, outcomeOf } from '@/local/uploads';

const TUS = { 'Tus-Resumable': '1.0.0' };
const NETWORK: UploadOutcome = { kind: 'transient', cause: 'network' };

const create = (upload: Upload, token: string): Promise<Response> =>
  fetch('/api/uploads', {
    method: 'POST',
    headers: {
      ...TUS,
      'Upload-Length': String(upload.bytes.byteLength),
      'Upload-Metadata': `photo_id ${btoa(upload.photo_id)}`,
      'X-CSRFToken': token,
    },
  });

const send = (url: string, upload: Upload, offset: number, token: string): Promise<Response> =>
  fetch(url, {
    method: 'PATCH',
    headers: {
      ...TUS,
      'Content-Type': 'application/offset+octet-stream',
      'Upload-Offset': String(offset),
      'X-CSRFToken': token,
    },
    body: upload.bytes.slice(offset),
  });

async function uploadWith(upload: Upload, token: string): Promise<UploadOutcome> {
  const created = await create(upload, token);
  if (created.headers.get('Ducha-Blob') === 'present') return { kind: 'done' };
  const url = created.headers.get('Location');
  if (created.status !== 201 || !url) return outcomeOf(await toAnswer(created));
  const offset = Number(created.headers.get('Upload-Offset') ?? 0);
  const sent = await send(url, upload, offset, token);
  if (sent.status !== 204) return outcomeOf(await toAnswer(sent));
  const reached = Number(sent.headers.get('Upload-Offset'));
  return reached === upload.bytes.byteLength ? { kind: 'done' } : NETWORK;
}

export const httpUploader = (guard: Guard): Uploader => guardedUploader(guard, uploadWith);
