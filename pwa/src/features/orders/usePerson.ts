// Who is working here, as the rules about orders ask for it.
import { type ComputedRef, computed } from 'vue';
import { useSession } from '@/local/session';
import type { Person } from './rules';

const NOBODY: Person = { id: '', grants: [], grant_units: {} };

export function usePerson(): ComputedRef<Person & { name: string }> {
  const { user } = useSession();
  return computed(() => (user.value ? user.value : { ...NOBODY, name: '' }));
}
