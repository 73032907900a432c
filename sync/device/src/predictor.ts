// Predictors: what the domain tells the engine about its commands and rows.

import type { RowKey } from './store';
import type { Json, Row } from './wire';

/** What a predictor works with. It awaits nothing else, or IndexedDB ends the transaction. */
export interface PredictTx {
  get(entity: string, id: string): Promise<Row | undefined>;
  list(entity: string, parent?: string): Promise<Row[]>;
  put(entity: string, id: string, row: Row): Promise<void>;
  /** Throws `RowMissing` where there is no such row. */
  patch(entity: string, id: string, changes: Row): Promise<void>;
  remove(entity: string, id: string): Promise<void>;
  /** This mutation is void without the pending one that created the row. */
  needs(entity: string, id: string): Promise<void>;
  /** … without every pending one that wrote the row. */
  needsAll(entity: string, id: string): Promise<void>;
}

export interface PredictContext {
  readonly uid: string;
  /** The time of the tap. */
  readonly at: string;
}

export type Predictor = (tx: PredictTx, args: Json, context: PredictContext) => Promise<void>;

/** What the engine has to be told about the domain. */
export interface Model {
  predictor(name: string): Predictor | undefined;
  parentOf(entity: string, row: Row): RowKey | null;
}
