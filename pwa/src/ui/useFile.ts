// A file that takes a while to come: asked for once at a time, then handed to its person.
import { ref, shallowRef } from 'vue';
import { handOver } from './handOver';
import { useWideScreen } from './useWideScreen';

/** `problem`: why the last try gave none. What `asProblem` does not know is a fault and is thrown on. */
export function useFile<P>(read: () => Promise<File>, asProblem: (error: unknown) => P | null) {
  const isWide = useWideScreen();
  const isMaking = ref(false);
  const problem = shallowRef<P | null>(null);

  async function open(): Promise<void> {
    isMaking.value = true;
    problem.value = null;
    try {
      await handOver(await read(), !isWide.value);
    } catch (error) {
      problem.value = asProblem(error);
      if (problem.value === null) throw error;
    } finally {
      isMaking.value = false;
    }
  }
  return { isMaking, problem, open };
}
