// Gathers how each feature's commands show on the screen before the server has answered.
import { type Predictions, registerPredictions } from '@/local/model';

const files = import.meta.glob<{ predictions: Predictions }>('../features/*/predictions.ts', {
  eager: true,
});

export function registerAllPredictions(): void {
  registerPredictions(...Object.values(files).map(({ predictions }) => predictions));
}
