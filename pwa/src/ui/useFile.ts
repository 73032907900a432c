// A file that takes a while to come: asked for once at a time, then handed to its person.
import { ref, shallowRef } from 'vue';
import { handOver } from './handOver';
import { useWideScreen } from './useWideScreen';

/** `failure` is what the last try was rejected with; null before it and after a good one. */
export function useFile(read: () => Promise<File>) {
  const isWide = useWideScreen();
  const isMaking = ref(false);
  const failure = shallowRef<unknown>(null);

  async function open(): Promise<void> {
    isMaking.value = true;
    failure.value = null;
    try {
      await handOver(await read(), !isWide.value);
    } catch (error) {
      failure.value = error;
    } finally {
      isMaking.value = false;
    }
  }
  return { isMaking, failure, open };
}
