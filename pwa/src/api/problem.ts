// A problem as the server tells it (RFC 9457), or as the phone finds it when no server answers.

type ProblemFields = {
  slug: string;
  status: number;
  title: string;
  detail?: string;
  retryAfter?: number | null;
  requestId?: string | null;
};

export class ApiProblem extends Error {
  readonly slug: string;
  /** The HTTP status; 0 when there was no answer at all. */
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Seconds to wait before trying again, where the server says so. */
  readonly retryAfter: number | null;
  readonly requestId: string | null;

  constructor(fields: ProblemFields) {
    super(fields.title);
    this.name = 'ApiProblem';
    this.slug = fields.slug;
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail ?? fields.title;
    this.retryAfter = fields.retryAfter ?? null;
    this.requestId = fields.requestId ?? null;
  }
}

export const asProblem = (error: unknown): ApiProblem | null =>
  error instanceof ApiProblem ? error : null;

export const offlineProblem = (): ApiProblem =>
  new ApiProblem({ slug: 'offline', status: 0, title: '连不上服务器' });

/** A login page of a foreign network, a proxy's error page: an answer, but not from our server. */
export const foreignProblem = (status: number): ApiProblem =>
  new ApiProblem({ slug: 'foreign-answer', status, title: '网络需要先登录或被拦截' });

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Reads a problem body; anything else than problem+json is taken as a foreign answer. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) {
    return foreignProblem(response.status);
  }
  const body = (await response.json()) as Record<string, unknown>;
  return new ApiProblem({
    slug: text(body.slug) || 'unknown',
    status: response.status,
    title: text(body.title),
    detail: text(body.detail) || text(body.title),
    retryAfter: Number(response.headers.get('retry-after')) || null,
    requestId: text(body.request_id) || null,
  });
}
