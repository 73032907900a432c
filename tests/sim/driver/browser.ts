// A browser: one cookie for all its tabs, and fetch as a page has it.

import type { HttpRequest, HttpResponse } from './pipe';

// Packing runs on other threads, whose order no seed decides; a browser without it sends plain text.
Reflect.deleteProperty(globalThis, 'CompressionStream');

type Init = { method?: string; headers?: Record<string, string>; body?: string | ArrayBuffer };

export class Browser {
  constructor(public cookie: string) {}

  /** The request with what a browser adds to it; a pull asks for at most `limit` rows. */
  outgoing(path: string, limit: number, init: RequestInit = {}): HttpRequest {
    const { method = 'GET', headers = {}, body = '' } = init as Init;
    const sent = { method, path, headers: { ...headers, Cookie: this.cookie } };
    if (typeof body !== 'string') return { ...sent, bytes: Buffer.from(body).toString('base64') };
    if (!path.endsWith('/pull')) return { ...sent, body };
    return { ...sent, body: JSON.stringify({ ...JSON.parse(body), limit }) };
  }

  /** The answer as a page sees it; what it says of the cookie is heeded. */
  incoming(answer: HttpResponse): Response {
    const { status, headers, body } = answer;
    const cookie = /^(ducha=[^;]*)/.exec(headers['set-cookie'] ?? '')?.[1];
    if (cookie) this.cookie = cookie;
    const seen = {
      ok: status >= 200 && status < 300,
      status,
      headers: { get: (name: string) => headers[name.toLowerCase()] ?? null },
      json: async () => JSON.parse(body) as unknown,
      text: async () => body,
    };
    return seen as unknown as Response;
  }
}
