// A read whose refusal is shown on the page: the answer, or the problem; any other failure is a mistake of ours.
import { ApiProblem } from './problem';

export async function orProblem<T>(work: () => Promise<T>): Promise<T | ApiProblem> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
}
