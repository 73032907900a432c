// Who may be given the checks of a draw: the group, and oneself.
import { shallowRef } from 'vue';
import { readFrom } from '@/api/client';
import { orProblem } from '@/api/orProblem';
import { ApiProblem } from '@/api/problem';
import type { components } from '@/api/schema';
import { useSession } from '@/local/session';

type Person = { id: string; name: string };

export function useMembers() {
  const { user } = useSession();
  const people = shallowRef<readonly Person[]>([]);

  async function load(): Promise<void> {
    const path = '/api/delegations/members';
    const found = await orProblem(() => readFrom<components['schemas']['Members']>(path));
    const members = found instanceof ApiProblem ? [] : found.members;
    const own = user.value ? [{ id: user.value.id, name: user.value.name }] : [];
    people.value = [...members.map(({ user_id, name }) => ({ id: user_id, name })), ...own];
  }
  return { people, load };
}
