// Signing in as a person meets it: clear words for each failure, nothing typed is lost.
// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils';
import { beforeEach, expect, test, vi } from 'vitest';
import { ref } from 'vue';
import { createI18n } from 'vue-i18n';
import { ApiProblem } from '@/api/problem';
import * as session from '@/local/session';
import ui from '@/ui/text.json';
import LoginPage from './pages/LoginPage.vue';
import text from './text.json';

vi.mock('@/local/eviction', () => ({
  useEviction: () => ({ wasEvicted: { value: false }, dismiss: () => undefined }),
}));
vi.mock('@/local/session', () => ({
  useSession: vi.fn(),
  signIn: vi.fn(),
  unsentOfOthers: vi.fn(async () => 0),
}));

const account = { login: 'zhan01', password: 'long enough', post: '站点整改责任人' };
const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  messages: { 'zh-CN': { ui: ui['zh-CN'], session: text['zh-CN'] } },
});

function open(login: string | null = null, isLost = false) {
  const user = login ? { login } : null;
  const answer = { user: null, csrf: 'c', server_time: '', app: '1', demo_accounts: [account] };
  vi.mocked(session.useSession).mockReturnValue({
    user: ref(user),
    answer: ref(answer),
    needsLogin: ref(false),
    isLost: ref(isLost),
  } as unknown as ReturnType<typeof session.useSession>);
  return mount(LoginPage, { props: { inPlace: login !== null }, global: { plugins: [i18n] } });
}

const refuseWith = (slug: string, retryAfter = 0) =>
  vi
    .mocked(session.signIn)
    .mockRejectedValue(new ApiProblem({ slug, status: 401, title: slug, retryAfter }));

beforeEach(() => {
  vi.mocked(session.signIn).mockReset();
  vi.mocked(session.unsentOfOthers).mockResolvedValue(0);
});

test('a wrong password is told in Chinese and the fields keep their text', async () => {
  refuseWith('wrong-credentials');
  const page = open();
  await page.get('input[name=login]').setValue(' ducha01 ');
  await page.get('input[name=password]').setValue('nope nope');
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(session.signIn).toHaveBeenCalledWith('ducha01', 'nope nope');
  expect(page.get('[data-failure]').text()).toContain('账号或密码不正确');
  expect(page.get<HTMLInputElement>('input[name=password]').element.value).toBe('nope nope');
});

test('too many attempts names the minutes, no network says where to go', async () => {
  const page = open();
  await page.get('.demo button').trigger('click');
  refuseWith('too-many-attempts', 900);
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(page.get('[data-failure]').text()).toContain('15 分钟');
  refuseWith('offline');
  await page.get('form').trigger('submit');
  await flushPromises();
  expect(page.get('[data-failure]').text()).toContain('连不上服务器');
});

test('a demo account is filled in by one tap', async () => {
  const page = open();
  await page.get('.demo button').trigger('click');
  await page.get('form').trigger('submit');
  expect(session.signIn).toHaveBeenCalledWith(account.login, account.password);
});

test('empty fields are asked for without asking the server', async () => {
  const page = open();
  await page.get('form').trigger('submit');
  expect(session.signIn).not.toHaveBeenCalled();
  expect(page.get('[data-failure]').text()).toContain('请输入账号和密码');
});

test('in place only the same person signs in, or puts it off', async () => {
  const page = open('ducha01');
  const login = page.get<HTMLInputElement>('input[name=login]');
  expect(login.element.value).toBe('ducha01');
  expect(login.attributes('readonly')).toBeDefined();
  await page.findAll('button').at(-1)?.trigger('click');
  expect(page.emitted('later')).toHaveLength(1);
});

test('of another user only the number of what is unsent is shown', async () => {
  vi.mocked(session.unsentOfOthers).mockResolvedValue(3);
  const page = open();
  await flushPromises();
  expect(page.get('[data-testid=others]').text()).toContain('另一用户 3 条未发送');
});

test('a device that was reported lost says that it was wiped', () => {
  expect(open(null, true).get('[data-testid=lost]').text()).toContain('已全部清除');
  expect(open().find('[data-testid=lost]').exists()).toBe(false);
});
