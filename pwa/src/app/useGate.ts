// The gate: what the screen shows before, during and after being signed in.
import { computed, ref } from 'vue';
import { refreshSession, restoreSession, useSession } from '@/local/session';
import { startSyncing } from '@/local/syncing';

export type Gate = 'broken' | 'signed-out' | 'signed-in';

const PATIENCE_MS = 3000;
const broken = ref(false);

const patience = () => new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));

/** Called once: who worked here last may go on at once; the server is asked at the same time. */
export async function openGate(): Promise<void> {
  try {
    const last = await restoreSession();
    startSyncing();
    const asked = refreshSession();
    // With nobody known here, a login that the server still remembers spares typing it again.
    if (!last) await Promise.race([asked, patience()]);
  } catch {
    broken.value = true;
  }
}

export function useGate() {
  const { user, needsLogin } = useSession();
  const gate = computed<Gate>(() => {
    if (broken.value) return 'broken';
    return user.value ? 'signed-in' : 'signed-out';
  });
  return { gate, needsLogin, user };
}
