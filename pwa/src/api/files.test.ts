// Files: named as the server names them, and every way in which there is none is a problem.
import { expect, test, vi } from 'vitest';
import { nameIn, readPdf } from './files';

const answer = (body: BodyInit, init: ResponseInit) =>
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(body, init));
const PDF = { 'content-type': 'application/pdf' };

test('a PDF comes with its Chinese name', async () => {
  const disposition = `inline; filename="ducha.pdf"; filename*=UTF-8''${encodeURIComponent('蓝〔2026〕0001.pdf')}`;
  answer('%PDF', { headers: { ...PDF, 'content-disposition': disposition } });
  const file = await readPdf('/api/orders/x/slip');
  expect([file.name, file.type, file.size]).toEqual(['蓝〔2026〕0001.pdf', 'application/pdf', 4]);
});

test('without a name of its own it has a plain one', () => {
  expect(nameIn(null)).toBe('ducha.pdf');
  expect(nameIn('inline')).toBe('ducha.pdf');
});

test('no network is the problem "offline"', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed'));
  await expect(readPdf('/x')).rejects.toMatchObject({ slug: 'offline' });
});

test('a connection that breaks in the middle is "offline" too', async () => {
  const torn = new Response('%PDF', { headers: PDF });
  vi.spyOn(torn, 'blob').mockRejectedValue(new TypeError('torn'));
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(torn);
  await expect(readPdf('/x')).rejects.toMatchObject({ slug: 'offline' });
});

test("the server's refusal keeps its slug and title", async () => {
  const headers = { 'content-type': 'application/problem+json' };
  answer(JSON.stringify({ slug: 'slip-unknown', title: '找不到' }), { status: 404, headers });
  await expect(readPdf('/x')).rejects.toMatchObject({ slug: 'slip-unknown', title: '找不到' });
});

test('a login page of a foreign network is no PDF', async () => {
  answer('<html>', { headers: { 'content-type': 'text/html' } });
  await expect(readPdf('/x')).rejects.toMatchObject({ slug: 'foreign-answer' });
});
