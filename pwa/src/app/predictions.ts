// Gathers how each feature's commands show on the screen before the server has answered.
import type { PredictorMap } from '@/local/model';

const files = import.meta.glob<{ predictions: PredictorMap }>('../features/*/predictions.ts', {
  eager: true,
});

export const gatherPredictions = (): PredictorMap =>
  Object.assign({}, ...Object.values(files).map(({ predictions }) => predictions));
