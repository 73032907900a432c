// Devices: the list of one's own or of all that one manages, and what is done to them.
import { computed, onMounted, onScopeDispose, ref, shallowRef } from 'vue';
import { readFrom } from '@/api/client';
import type { CommandArgs } from '@/api/commands';
import { ApiProblem } from '@/api/problem';
import { answerTo, type CommandAnswer } from '@/local/answers';
import { local } from '@/local/context';
import { live } from '@/local/live';
import { perform } from '@/local/perform';
import { byContact, type Device, type DeviceFilter, FILTERS, isFoundBy } from './rules';

type DeviceCommand = 'device.retire' | 'device.report_lost' | 'device.readmit';
type Refusal = Extract<CommandAnswer, { kind: 'refused' }>;

/** The browser that this page runs in, as the server knows it. */
const useOwnClient = () =>
  live<string | undefined>(() => local().store.read((tx) => tx.meta.get('client_id')), undefined);

function useList(path: string) {
  const devices = shallowRef<readonly Device[]>([]);
  const isLoaded = ref(false);
  const problem = shallowRef<ApiProblem | null>(null);
  async function load(): Promise<void> {
    try {
      devices.value = (await readFrom<{ devices: Device[] }>(path)).devices;
      problem.value = null;
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      problem.value = error;
    }
    isLoaded.value = true;
  }
  onMounted(load);
  return { devices, isLoaded, problem, load };
}

/** Commands on their way, by device; the list is fetched anew when the server has answered. */
function useActing(load: () => Promise<void>) {
  const acting = ref<ReadonlySet<string>>(new Set());
  const refusal = shallowRef<Refusal | null>(null);
  const leaving = new AbortController();
  onScopeDispose(() => leaving.abort());

  function mark(client_id: string, isActing: boolean): void {
    const next = new Set(acting.value);
    if (isActing) next.add(client_id);
    else next.delete(client_id);
    acting.value = next;
  }
  async function follow(client_id: string, uid: string): Promise<void> {
    const answer = await answerTo(uid, leaving.signal);
    if (!answer) return;
    if (answer.kind === 'refused') refusal.value = answer;
    await load();
    mark(client_id, false);
  }
  async function act<N extends DeviceCommand>(name: N, args: CommandArgs[N]): Promise<void> {
    const { client_id } = args;
    refusal.value = null;
    mark(client_id, true);
    const { uid } = await perform(name, args);
    void follow(client_id, uid);
  }
  return { acting, refusal, act };
}

export function useDevices(isMine: boolean) {
  const list = useList(isMine ? '/api/devices?mine=1' : '/api/devices');
  const { acting, refusal, act } = useActing(list.load);
  const ownClient = useOwnClient();
  const search = ref('');
  const filter = ref<DeviceFilter>('all');

  const found = computed(() => list.devices.value.filter((one) => isFoundBy(one, search.value)));
  const fits = ({ state }: Device, value: DeviceFilter): boolean =>
    value === 'all' || state === value;

  return {
    ...{ search, filter, refusal, ownClient },
    ...{ isLoaded: list.isLoaded, problem: list.problem, load: list.load },
    hasDevices: computed(() => list.devices.value.length > 0),
    shown: computed(() => found.value.filter((one) => fits(one, filter.value)).sort(byContact)),
    counts: computed(() =>
      FILTERS.map((value) => ({
        value,
        count: found.value.filter((one) => fits(one, value)).length,
      })),
    ),
    isActing: (client_id: string): boolean => acting.value.has(client_id),
    retire: (client_id: string, reason: string) => act('device.retire', { client_id, reason }),
    reportLost: (client_id: string) => act('device.report_lost', { client_id }),
    readmit: (client_id: string) => act('device.readmit', { client_id }),
  };
}
