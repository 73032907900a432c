// Files that the server makes and a person keeps; what is none rejects with `ApiProblem`.
import { foreignProblem, offlineProblem, problemOf } from './problem';

/** The name that the server gives it (RFC 8187), or a plain one. */
export function nameIn(disposition: string | null): string {
  const found = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '');
  return found?.[1] ? decodeURIComponent(found[1]) : 'ducha.pdf';
}

/** A PDF as a file; the network may fail until its last byte. */
export async function readPdf(path: string): Promise<File> {
  const response = await fetch(path, { credentials: 'same-origin', cache: 'no-store' }).catch(
    () => {
      throw offlineProblem();
    },
  );
  if (!response.ok) throw await problemOf(response);
  const type = 'application/pdf';
  if (!response.headers.get('content-type')?.startsWith(type)) {
    throw foreignProblem(response.status);
  }
  const content = await response.blob().catch(() => {
    throw offlineProblem();
  });
  return new File([content], nameIn(response.headers.get('content-disposition')), { type });
}
