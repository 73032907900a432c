// The shape of GET /api/session: who is signed in, what they may do, and the token for writes.

export type SessionUser = {
  id: string;
  org: string;
  login: string;
  name: string;
  post: string;
  unit_id: string;
  unit_name: string;
  roles: string[];
  /** Names of grants, such as `visit.record`. */
  grants: string[];
  /** For grants that hold in some units only: grant → unit ids. */
  grant_units: Record<string, string[]>;
};

export type DemoAccount = { login: string; password: string; post: string };

export type SessionAnswer = {
  user: SessionUser | null;
  csrf: string;
  server_time: string;
  app: string;
  protocol?: number;
  /** Accounts that anybody may try; empty unless the server holds the demo company. */
  demo_accounts?: DemoAccount[];
};
