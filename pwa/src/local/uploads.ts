// The Uploader port over tus: resumable, one photo at a time. The library is loaded with the first photo.

import type { Upload, Uploader, UploadOutcome } from '@device/ports';
import { type Answer, isJson, problemOf } from '@device/problems';
import type { DetailedError, HttpResponse } from 'tus-js-client';
import { type Guard, hasSlug, toAnswer } from './transport';

const ENDPOINT = '/api/uploads';
/** tus names no device; ours says in this header which one it is. */
const DEVICE_HEADER = 'Ducha-Client';
const CHUNK_BYTES = 256 * 1024;
/** A half-open connection sends no error; without progress for this long it counts as broken. */
const SILENCE_MS = 60_000;

const NETWORK: UploadOutcome = { kind: 'transient', cause: 'network' };
const DONE: UploadOutcome = { kind: 'done' };

function refusal(json: unknown): UploadOutcome {
  const slug = isJson(json) ? json.slug : undefined;
  return { kind: 'refused', code: typeof slug === 'string' ? slug : 'refused' };
}

/** 415, 422: no picture; 413: no photo of that size, ever. */
const isRefusal = ({ status, json }: Answer): boolean =>
  isJson(json) && (status === 413 || status === 415 || status === 422);

/** What the server's answer means for this photo. An expired upload is made anew at the next try. */
export function outcomeOf(answer: Answer): UploadOutcome {
  const { status, json } = answer;
  if (status === 409 && hasSlug(json, 'photo-not-attached')) return { kind: 'not-attached' };
  // He may no longer send photos: this one waits, and holds nothing else up.
  if (status === 403 && hasSlug(json, 'not-allowed')) return { kind: 'not-attached' };
  if (status === 460) return { kind: 'corrupt' };
  return isRefusal(answer) ? refusal(json) : problemOf(answer);
}

const base64 = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** The server answers with the unfinished upload of this photo where there is one. */
function create(upload: Upload, token: string): Promise<Response> {
  return fetch(ENDPOINT, {
    method: 'POST',
    credentials: 'same-origin',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(upload.bytes.byteLength),
      'Upload-Metadata': `photo_id ${base64(upload.photo_id)}`,
      'X-CSRFToken': token,
      [DEVICE_HEADER]: upload.client_id,
    },
    signal: AbortSignal.timeout(SILENCE_MS),
  });
}

function bodyOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.getBody());
  } catch {
    return undefined;
  }
}

function outcomeOfError(error: Error | DetailedError): UploadOutcome {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (!response) return NETWORK;
  const retryAfter = Number(response.getHeader('Retry-After'));
  const answer = { status: response.getStatus(), json: bodyOf(response) };
  return outcomeOf(retryAfter > 0 ? { ...answer, retryAfter } : answer);
}

/** Calls `ended` when it has not been fed for a while. */
function watchdog(ended: () => void): { feed(): void; stop(): void } {
  let timer = setTimeout(ended, SILENCE_MS);
  const stop = (): void => clearTimeout(timer);
  const feed = (): void => {
    stop();
    timer = setTimeout(ended, SILENCE_MS);
  };
  return { feed, stop };
}

type Tus = typeof import('tus-js-client');

/** Asks for the offset and sends the rest, chunk by chunk. */
function send(tus: Tus, upload: Upload, url: string, token: string): Promise<UploadOutcome> {
  return new Promise((resolve) => {
    const dog = watchdog(() => {
      void sending.abort();
      resolve(NETWORK);
    });
    const finish = (outcome: UploadOutcome): void => {
      dog.stop();
      resolve(outcome);
    };
    // WebKit cannot keep a Blob in IndexedDB, so it is made here, in memory, for the time of sending.
    const sending = new tus.Upload(new Blob([upload.bytes], { type: upload.type }), {
      uploadUrl: url,
      chunkSize: CHUNK_BYTES,
      headers: { 'X-CSRFToken': token, [DEVICE_HEADER]: upload.client_id },
      // The loop decides when to try again; the server finds an unfinished upload by its photo.
      retryDelays: null,
      storeFingerprintForResuming: false,
      onProgress: (sent) => {
        dog.feed();
        upload.progress(sent);
      },
      onError: (error) => finish(outcomeOfError(error)),
      onSuccess: () => finish(DONE),
    });
    sending.start();
  });
}

async function uploadWith(upload: Upload, token: string): Promise<UploadOutcome> {
  const created = await create(upload, token);
  if (created.headers.get('Ducha-Blob') === 'present') return DONE;
  const url = created.headers.get('Location');
  if (created.status !== 201 || !url) return outcomeOf(await toAnswer(created));
  return send(await import('tus-js-client'), upload, url, token);
}

/** After these the token or the login is in doubt; the next try looks anew. */
const isDoubtful = (outcome: UploadOutcome): boolean =>
  outcome.kind === 'signed-out' || (outcome.kind === 'transient' && outcome.code === 'csrf-failed');

/** Uploads in this way, by whoever is signed in; what fails on the way is the network's. */
export function guardedUploader(
  guard: Guard,
  uploadWith: (upload: Upload, token: string) => Promise<UploadOutcome>,
): Uploader {
  return {
    upload: async (upload) => {
      try {
        const token = await guard.token();
        if (token === null) return { kind: 'signed-out' };
        const outcome = await uploadWith(upload, token);
        if (isDoubtful(outcome)) guard.doubt();
        return outcome;
      } catch {
        return NETWORK;
      }
    },
  };
}

export const tusUploader = (guard: Guard): Uploader => guardedUploader(guard, uploadWith);
