// The top-up list of a quota with its verbs: tasks are made by one tap, and taken back by another.
import { computed, ref, watch } from 'vue';
import { browserIds } from '@/local/clock';
import { perform } from '@/local/perform';
import { countOf, type TopUp, tasksFor } from './topup';
import { useAnswer } from './useBoard';

type Words = { note: string; undone: string };

export function useTopUp(id: () => string, words: () => Words) {
  const path = () => `/api/quotas/${encodeURIComponent(id())}/topup`;
  const { answer: list, problem, load } = useAnswer<TopUp>(path);
  const left = ref<string[]>([]);
  const assignee = ref('');
  const made = ref<string[]>([]);
  const isBusy = ref(false);

  const chosen = computed(
    () => list.value?.sites.filter(({ site_id }) => !left.value.includes(site_id)) ?? [],
  );
  watch(list, (now) => {
    const people = now?.people ?? [];
    const isThere = people.some(({ user_id }) => user_id === assignee.value);
    if (!isThere) assignee.value = people[0]?.user_id ?? '';
  });

  function flip(site_id: string): void {
    const isLeft = left.value.includes(site_id);
    left.value = isLeft ? left.value.filter((its) => its !== site_id) : [...left.value, site_id];
  }

  async function assign(): Promise<void> {
    if (!list.value || assignee.value === '' || isBusy.value) return;
    isBusy.value = true;
    const given = { assignee_id: assignee.value, note: words().note, newId: browserIds.uid };
    const tasks = tasksFor(list.value, chosen.value, given);
    for (const task of tasks) await perform('task.assign', task);
    made.value = tasks.map(({ task_id }) => task_id);
    isBusy.value = false;
  }

  async function undo(): Promise<void> {
    const ids = made.value;
    made.value = [];
    for (const task_id of ids) await perform('task.cancel', { task_id, reason: words().undone });
  }

  /** The bar of the undo went by itself: what is asked for now is told anew. */
  function done(): void {
    made.value = [];
    void load();
  }

  return {
    ...{ list, problem, load, chosen, assignee, made, isBusy, flip, assign, undo, done },
    count: computed(() => countOf(chosen.value)),
    isChosen: (site_id: string) => !left.value.includes(site_id),
  };
}
