// Signing in: the two fields, what went wrong, the demo's accounts.
import { computed, onMounted, ref } from 'vue';
import { ApiProblem } from '@/api/problem';
import { useEviction } from '@/local/eviction';
import { signIn, unsentOfOthers, useSession } from '@/local/session';
import { type FailureWords, failureWords } from './rules';

export function useSignIn() {
  const { user, answer, isLost } = useSession();
  const { wasEvicted, dismiss } = useEviction();
  const login = ref(user.value?.login ?? '');
  const password = ref('');
  const isBusy = ref(false);
  const failure = ref<FailureWords | null>(null);
  const unsentByOthers = ref(0);

  const isComplete = computed(() => login.value.trim() !== '' && password.value !== '');

  onMounted(async () => {
    unsentByOthers.value = await unsentOfOthers();
  });

  async function attempt(): Promise<void> {
    try {
      await signIn(login.value.trim(), password.value);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      failure.value = failureWords(problem);
    }
  }

  async function submit(): Promise<void> {
    if (isBusy.value) return;
    failure.value = isComplete.value ? null : { key: 'empty', minutes: 0 };
    if (failure.value) return;
    isBusy.value = true;
    await attempt().finally(() => {
      isBusy.value = false;
    });
  }

  function choose(account: { login: string; password: string }): void {
    login.value = account.login;
    password.value = account.password;
    failure.value = null;
  }

  return {
    ...{ login, password, isBusy, failure, unsentByOthers, submit, choose },
    ...{ isLost, wasEvicted, dismissEviction: dismiss },
    demoAccounts: computed(() => answer.value?.demo_accounts ?? []),
    /** Signing in again in place is for the same person only: another one signs out first. */
    isSamePerson: computed(() => user.value !== null),
  };
}
