// Orders: what is done with several at once, and what became of each.

export type BulkAct = 'confirm' | 'dismiss';
export type BulkLine = {
  id: string;
  number: string;
  site: string;
  state: 'waiting' | 'done' | 'refused';
  why: string;
};
