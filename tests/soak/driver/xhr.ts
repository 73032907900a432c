// XMLHttpRequest over a fetch, as far as uploads need it; Node has none.

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** A class whose requests go through this fetch. */
export function xhrOver(fetch: Fetch): new () => object {
  return class {
    readonly upload: { onprogress?: (event: object) => void } = {};
    onload: () => void = () => undefined;
    onerror: (reason: unknown) => void = () => undefined;
    status = 0;
    responseText = '';
    private readonly headers: Record<string, string> = {};
    private readonly ending = new AbortController();
    private method = 'GET';
    private url = '';
    private answer: Response | null = null;

    open(method: string, url: string): void {
      this.method = method;
      this.url = url;
    }

    setRequestHeader(name: string, value: string): void {
      this.headers[name] = value;
    }

    getResponseHeader(name: string): string | null {
      return this.answer?.headers.get(name) ?? null;
    }

    abort(): void {
      this.ending.abort();
    }

    send(body: Blob | null = null): void {
      const { method, headers } = this;
      const init = { method, headers, body, signal: this.ending.signal };
      this.run(fetch(this.url, init), body?.size ?? 0).catch((reason) => this.onerror(reason));
    }

    private async run(answering: Promise<Response>, size: number): Promise<void> {
      this.answer = await answering;
      this.responseText = await this.answer.text();
      this.status = this.answer.status;
      this.upload.onprogress?.({ lengthComputable: true, loaded: size, total: size });
      this.onload();
    }
  };
}
