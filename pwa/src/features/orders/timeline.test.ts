// The story of an order: what happened in the order of time, its neighbours, and what it waits for.
import { expect, it } from 'vitest';
import { anOrder } from './testing';
import { type Chain, type Linked, storyOf } from './timeline';

const aLink = (change: Partial<Linked> = {}): Linked => ({
  ...{ id: 'o2', number: '橙〔2026〕0001', temporary_number: '', colour: 'orange' },
  ...{ state: 'delivered', issued_at: '2026-11-24T04:00:00Z', cause: 'failed' },
  ...change,
});
const told = (round: number, submitted_at: string, photo_ids: string[] = []) => ({
  ...{ round, author_name: '站点责任人03', submitted_at, matters: [{ photo_ids }] },
});
const judged = (verdict: 'pass' | 'return' | 'fail', reviewed_at: string) => ({
  ...{ round: 1, verdict, reasons: ['measures_vague'], note: '请写明' },
  ...{ reviewer_name: '审核人01', reviewed_at },
});
const kinds = (steps: ReturnType<typeof storyOf>) => steps.map(({ kind }) => kind);

it('is told in the order of time, with rounds, reasons and photos', () => {
  const order = anOrder({ state: 'returned', acknowledged_at: '2026-11-20T05:00:00Z' });
  const steps = storyOf(
    order,
    [told(1, '2026-11-21T05:00:00Z', ['p7', 'p8'])],
    [judged('return', '2026-11-22T05:00:00Z')],
  );
  expect(kinds(steps)).toEqual([
    ...['issued', 'delivered', 'acknowledged', 'feedback', 'return', 'waiting'],
  ]);
  expect(steps[3]).toMatchObject({ round: 1, photo_ids: ['p7', 'p8'] });
  expect(steps[4]).toMatchObject({ reasons: ['measures_vague'], note: '请写明' });
});

it('ends with what is awaited: the unit until its limit, all others without one', () => {
  const last = (change: Parameters<typeof anOrder>[0]) => storyOf(anOrder(change), [], []).at(-1);
  expect(last({ state: 'acknowledged' })).toMatchObject({
    ...{ awaited: 'feedback', until: '2026-11-23T16:00:00Z' },
  });
  const escalates_at = '2026-11-22T16:00:00Z';
  expect(last({ state: 'returned', escalates_at })).toMatchObject({
    ...{ awaited: 'again', until: escalates_at },
  });
  expect(last({ state: 'feedback' })).toMatchObject({ awaited: 'review', until: null });
  expect(last({ state: 'closed' })).toMatchObject({ kind: 'delivered', awaited: null });
});

it('ends a withdrawn order with its reason', () => {
  const order = anOrder({ state: 'withdrawn', delivered_at: null, withdrawn_reason: '填错站点' });
  expect(storyOf(order, [], []).at(-1)).toMatchObject({ kind: 'withdrawn', note: '填错站点' });
});

it('begins an orange order with the one before it, and with who confirmed it', () => {
  const order = anOrder({ colour: 'orange', cause: 'failed' });
  const before = aLink({ id: 'o0', colour: 'blue', issued_at: '2026-11-10T04:00:00Z' });
  const steps = storyOf(order, [], [], { before, after: [] });
  expect(kinds(steps).slice(0, 2)).toEqual(['before', 'confirmed']);
  expect(steps[0]?.link?.id).toBe('o0');
});

it('leads on to the orange order, and says so where it cannot be seen', () => {
  const order = anOrder({ state: 'escalated' });
  const review = judged('fail', '2026-11-23T04:00:00Z');
  const story = (after: Chain['after']) => storyOf(order, [], [review], { after });
  expect(story([aLink()]).at(-1)).toMatchObject({ kind: 'escalated', link: { id: 'o2' } });
  expect(story([]).at(-1)).toMatchObject({ kind: 'escalated', at: null, link: null });
  // One for a repetition takes nothing's place.
  const beside = story([aLink({ cause: 'repeated', issued_at: '2026-11-21T04:00:00Z' })]);
  expect(kinds(beside)).toEqual(['issued', 'delivered', 'repeated', 'fail', 'escalated']);
});

it('tells who proposed, who signed, and what the system did by itself', () => {
  const first = (change: Parameters<typeof anOrder>[0]) => {
    const [step] = storyOf(anOrder({ delivered_at: null, ...change }), [], []);
    return [step?.kind, step?.who, step?.name].filter(Boolean).join(' ');
  };
  const proposal = { number: null, proposer_name: '督查员06', state: 'draft' } as const;
  expect(first(proposal)).toBe('proposed 督查员06');
  expect(first({ proposer_name: '督查员06', issuer_name: '组长' })).toBe('signed 组长 督查员06');
  expect(first({ issuer_id: 'system', cause: 'overdue' })).toBe('automatic');
  expect(first({ number: null, colour: 'orange', state: 'draft' })).toBe('drafted');
});

it('ends a voided order with its reason, after all that had happened', () => {
  const closed = { closed_at: '2026-11-22T05:00:00Z', voided_at: '2026-11-23T05:00:00Z' };
  const order = anOrder({ state: 'voided', void_reason: '选错了站点', ...closed });
  const steps = storyOf(order, [], []);
  expect(kinds(steps)).toEqual(['issued', 'delivered', 'closed', 'voided']);
  expect(steps.at(-1)?.note).toBe('选错了站点');
});
