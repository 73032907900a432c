// Uploads: what each answer of the upload door means for the photo.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetCsrfToken } from '@/api/client';
import { aUser, json, serve } from './testing';
import { Guard } from './transport';
import { outcomeOf, tusUploader } from './uploads';

const user = aUser();
const session = () => json({ user, csrf: 't1', server_time: '', app: '1' });
const upload = {
  ...{ photo_id: 'p1', client_id: 'c1', type: 'image/jpeg', bytes: new ArrayBuffer(3) },
  progress: () => undefined,
};

beforeEach(() => forgetCsrfToken());
afterEach(() => vi.unstubAllGlobals());

const answers: [status: number, json: unknown, expected: object][] = [
  [409, { slug: 'photo-not-attached' }, { kind: 'not-attached' }],
  [403, { slug: 'not-allowed' }, { kind: 'not-attached' }],
  [460, {}, { kind: 'corrupt' }],
  [415, { slug: 'not-a-picture' }, { kind: 'refused', code: 'not-a-picture' }],
  [413, { slug: 'too-many-pixels' }, { kind: 'refused', code: 'too-many-pixels' }],
  [401, { slug: 'signed-out' }, { kind: 'signed-out' }],
  [404, {}, { kind: 'transient' }],
  [409, { slug: 'offset-conflict' }, { kind: 'transient' }],
  [503, undefined, { kind: 'transient', cause: 'server' }],
];

describe.each(answers)('%i %o', (status, body, expected) => {
  it('is understood', () => {
    expect(outcomeOf({ status, json: body })).toMatchObject(expected);
  });
});

it('names the photo when it asks for an upload', async () => {
  const calls = serve(session(), json({ slug: 'photo-not-attached' }, 409));
  expect(await tusUploader(new Guard(user.id)).upload(upload)).toEqual({ kind: 'not-attached' });
  expect(calls[1]?.[1].headers).toMatchObject({
    'Ducha-Client': 'c1',
    'Upload-Length': '3',
    'Upload-Metadata': `photo_id ${btoa('p1')}`,
    'X-CSRFToken': 't1',
  });
});

it('sends no bytes that the server has already', async () => {
  serve(session(), json({}, 200, { 'Ducha-Blob': 'present', 'Upload-Offset': '3' }));
  expect(await tusUploader(new Guard(user.id)).upload(upload)).toEqual({ kind: 'done' });
});

it('takes a captive portal’s page for no success', async () => {
  serve(session(), new Response('<html>', { headers: { 'content-type': 'text/html' } }));
  expect(await tusUploader(new Guard(user.id)).upload(upload)).toMatchObject({ kind: 'transient' });
});

it('calls a dead network by its name', async () => {
  serve(session(), new TypeError('network'));
  expect(await tusUploader(new Guard(user.id)).upload(upload)).toEqual({
    ...{ kind: 'transient', cause: 'network' },
  });
});

it('uploads nothing under another login', async () => {
  const calls = serve(json({ user: aUser(), csrf: 't', server_time: '', app: '1' }));
  expect(await tusUploader(new Guard(user.id)).upload(upload)).toEqual({ kind: 'signed-out' });
  expect(calls).toHaveLength(1);
});
