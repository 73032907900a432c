// The model: the features' predictions, registered by the app and handed to the engine.

import type { Model, Predictor, PredictTx } from '@device/predictor';
import type { Json, Row } from '@device/wire';
import type { CommandArgs, CommandName } from '@/api/commands';
import type { Entity, Rows } from '@/api/rows';
import type { SessionUser } from '@/api/session';
import { parentOf } from './entities';

/** The engine's `PredictTx`, with the domain's types. Await nothing else in a prediction. */
export interface PredictionTx {
  get<E extends Entity>(entity: E, id: string): Promise<Rows[E] | undefined>;
  list<E extends Entity>(entity: E, parent?: string): Promise<Rows[E][]>;
  put<E extends Entity>(entity: E, id: string, row: Omit<Rows[E], 'id'>): Promise<void>;
  patch<E extends Entity>(entity: E, id: string, changes: Partial<Rows[E]>): Promise<void>;
  remove(entity: Entity, id: string): Promise<void>;
  needs(entity: Entity, id: string): Promise<void>;
  needsAll(entity: Entity, id: string): Promise<void>;
}

export interface PredictionContext {
  readonly uid: string;
  /** The time of the tap, ISO 8601 with offset. */
  readonly at: string;
  readonly user: SessionUser;
}

export type Prediction<N extends CommandName> = (
  tx: PredictionTx,
  args: CommandArgs[N],
  context: PredictionContext,
) => Promise<void>;

export type Predictions = { readonly [N in CommandName]?: Prediction<N> };

type AnyPrediction = (tx: PredictionTx, args: Json, context: PredictionContext) => Promise<void>;

const known = new Map<string, AnyPrediction>();

/** Called once by the app with each feature's `predictions`. */
export function registerPredictions(...sets: readonly Predictions[]): void {
  for (const [name, prediction] of sets.flatMap((set) => Object.entries(set))) {
    known.set(name, prediction as AnyPrediction);
  }
}

/** One view of the transaction for both: the engine's rows are plain JSON, the domain's are typed. */
function typed(tx: PredictTx): PredictionTx {
  return {
    get: async <E extends Entity>(entity: E, id: string) =>
      (await tx.get(entity, id)) as Rows[E] | undefined,
    list: async <E extends Entity>(entity: E, parent?: string) =>
      (await tx.list(entity, parent)) as unknown[] as Rows[E][],
    put: (entity, id, row) => tx.put(entity, id, row as Row),
    patch: (entity, id, changes) => tx.patch(entity, id, changes as Row),
    remove: (entity, id) => tx.remove(entity, id),
    needs: (entity, id) => tx.needs(entity, id),
    needsAll: (entity, id) => tx.needsAll(entity, id),
  };
}

/** Predictions run again at each pull, always as the user whose outbox it is. */
export function modelFor(user: SessionUser): Model {
  const predictor = (name: string): Predictor | undefined => {
    const prediction = known.get(name);
    return (
      prediction && ((tx, args, { uid, at }) => prediction(typed(tx), args, { uid, at, user }))
    );
  };
  return { predictor, parentOf };
}
