// Orders: what a tap shows before the server has answered; feedback drafts that survive.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { effectScope, nextTick } from 'vue';
import type { CommandArgs } from '@/api/commands';
import type { Rows } from '@/api/rows';
import { type Local, openLocal } from '@/local/context';
import { readDraft } from '@/local/drafts';
import { registerPredictions } from '@/local/model';
import { perform } from '@/local/perform';
import { row, rows } from '@/local/rows';
import { aUser, signedOut } from '@/local/testing';
import type { FeedbackDraft } from './feedback';
import { predictions } from './predictions';
import { aMatter, anOrder } from './testing';
import { useFeedback } from './useFeedback';

registerPredictions(predictions);
let here: Local;

async function stored<E extends keyof Rows>(entity: E, data: Rows[E], parent: string | null) {
  const base = { entity, id: data.id, parent, scopes: ['s'], version: 3 };
  await here.store.write((tx) => tx.base.put([{ ...base, row: data as Record<string, unknown> }]));
}

beforeEach(() => {
  here = openLocal(aUser());
});
afterEach(signedOut);

const photo = (photo_id: string, slot: string) =>
  perform('photo.attach', {
    ...{ photo_id, subject_kind: 'order', subject_id: 'o1', slot, sha256: '0'.repeat(64) },
    ...{ size: 1, width: 1, height: 1, taken_at: '2026-11-23T10:00:00+08:00', source: 'camera' },
    ...{ lat: null, lon: null, accuracy_m: null, replaces: null, seal: null },
  });

const aFeedback = () => ({
  ...{ order_id: 'o1', feedback_id: 'f1', signer_name: '签字人甲', signature_photo_id: 'p2' },
  matters: [{ matter_id: 'm1', cause: 'a', measures: 'b', outcome: 'c', photo_ids: ['p1'] }],
  ...{ meeting: null, plan: '', stamped_photo_id: null },
});

const anItem = {
  ...{ code: 'CK-01', category: '公示告知', text: '公示内容现行有效', guide: '', weight: 10 },
  ...{ options: [], photo_mode: 'on_fail' as const, photo_min: 1, photo_max: 3, inputs: [] },
  ...{ note_required_on: [], severity: 'major' as const, is_red_line: false },
  is_gallery_allowed: true,
  ...{ basis: ['A1-3(3)'], repeat_key: 'CK-01' },
};

async function aClosedVisit(): Promise<void> {
  const { site_id, site_name, unit_id, unit_name, level, form, template_name } = anOrder();
  const visit: Rows['visit'] = {
    ...{
      id: 'v1',
      day: '2026-11-20',
      site_id,
      site_name,
      unit_id,
      unit_name,
      level,
      form,
      template_name,
    },
    ...{ template_id: 't1', task_id: null, inspector_id: here.user.id, inspector_name: '检查员' },
    ...{ state: 'closed', started_at: '', check_in: null, closed_at: '', completed_at: null },
    ...{ score_tenths: 895, colour: 'blue', signer_name: '当班负责人', signer_post: '值班经理' },
    ...{ is_refused: false, refusal_reason: '', signed_at: '', photo_ids: [], missing_photos: 0 },
    ...{ void_asker_id: null, void_asker_name: null, void_asked_at: null, void_reason: '' },
    ...{ void_judge_name: null, void_refusal: '', voided_at: null },
  };
  await stored('visit', visit, null);
  const about = { levels: [], est_minutes: 20, is_covert: false, items: [anItem] };
  const named = { id: 't1', code: 'CK', version: 1, name: template_name };
  await stored('template', { ...named, scene: 'window', ...about }, null);
  const answer = { visit_id: 'v1', item_code: 'CK-01', note: '公示栏过期', inputs: {} };
  await stored('answer', { id: 'v1.CK-01', ...answer, result: 'partial', answered_at: '' }, 'v1');
}

function issueBlue(objection: CommandArgs['order.issue']['objection'] = null) {
  const matter = { matter_id: 'm1', item_code: 'CK-01', requirement: '更换', rectify_days: 3 };
  return perform('order.issue', {
    ...{ order_id: 'o1', visit_id: 'v1', colour: 'blue', temporary_number: '临1123-0001' },
    ...{ highlights: '', remark: '', matters: [matter], objection },
  });
}

it('proposes where the head has not lent the right to issue', async () => {
  await aClosedVisit();
  await issueBlue();
  const proposer_name = here.user.name;
  expect(await row('order', 'o1')).toMatchObject({ state: 'draft', number: null, proposer_name });
});

it('issues an order with what the visit found', async () => {
  const user = { ...aUser(), grant_units: { 'order.issue': [anOrder().unit_id] } };
  here = openLocal(user);
  await aClosedVisit();
  await issueBlue();
  expect(await row('order', 'o1')).toMatchObject({
    ...{
      state: 'issued',
      number: null,
      proposer_id: null,
      site_name: '望溪中心营业厅',
      score_tenths: 895,
    },
  });
  expect(await rows('matter', { parent: 'o1' })).toMatchObject([
    { id: 'm1', position: 1, finding: '公示栏过期', result: 'partial', severity: 'major' },
  ]);
});

it('notes what the signer objected to, against the matters that it names', async () => {
  await aClosedVisit();
  await issueBlue({ objection_id: 'b1', item_codes: ['CK-01'], reason: '当时正在更换' });
  expect(await rows('objection', { parent: 'o1' })).toMatchObject([
    {
      id: 'b1',
      state: 'noted',
      matter_ids: ['m1'],
      author_name: '当班负责人',
      reason: '当时正在更换',
    },
  ]);
  expect(await row('order', 'o1')).toMatchObject({ objection_state: null });
});

it('acknowledges a blue order, and closes a green one by that', async () => {
  await stored('order', anOrder({ state: 'delivered' }), null);
  await stored('order', anOrder({ id: 'o2', state: 'delivered', colour: 'green' }), null);
  await perform('order.acknowledge', { order_id: 'o1' });
  await perform('order.acknowledge', { order_id: 'o2' });
  expect(await row('order', 'o1')).toMatchObject({ state: 'acknowledged', closed_at: null });
  expect(await row('order', 'o2')).toMatchObject({ state: 'closed' });
});

it('shows a feedback at once, and that its photos are still here', async () => {
  await stored('order', anOrder(), null);
  await stored('matter', aMatter(), 'o1');
  await photo('p1', 'm1');
  await photo('p2', 'signature');
  await perform('order.submit_feedback', aFeedback());
  expect(await row('order', 'o1')).toMatchObject({
    state: 'feedback',
    round: 1,
    missing_photos: 2,
  });
  expect(await row('matter', 'm1')).toMatchObject({ cause: 'a', after_photo_ids: ['p1'] });
  expect(await rows('feedback', { parent: 'o1' })).toMatchObject([{ id: 'f1', round: 1 }]);
});

it('sends a feedback only after its photos and the acknowledgement', async () => {
  await stored('order', anOrder({ state: 'delivered' }), null);
  await stored('matter', aMatter(), 'o1');
  const acknowledged = await perform('order.acknowledge', { order_id: 'o1' });
  const taken = await photo('p1', 'm1');
  const signed = await photo('p2', 'signature');
  await perform('order.submit_feedback', aFeedback());
  const entries = await here.store.read((tx) => tx.outbox.list());
  expect([...(entries.at(-1)?.deps ?? [])].sort()).toEqual(
    [acknowledged.uid, taken.uid, signed.uid].sort(),
  );
});

it('confirms and dismisses orange drafts, and ends what is not enough', async () => {
  const draft = { state: 'draft', colour: 'orange', number: null } as const;
  await stored('order', anOrder({ ...draft, cause: 'overdue' }), null);
  await stored('order', anOrder({ ...draft, id: 'o2', cause: 'repeated' }), null);
  await stored('order', anOrder({ id: 'o3', state: 'feedback', round: 1 }), null);
  await perform('order.confirm', { order_id: 'o1' });
  await perform('order.dismiss', { order_id: 'o2', reason: '已口头报告' });
  const failed = { matter_id: 'm3', verdict: 'fail', reasons: ['other'], note: '未修好' } as const;
  await stored('matter', aMatter({ id: 'm3', order_id: 'o3' }), 'o3');
  await perform('order.review', {
    ...{ order_id: 'o3', review_id: 'r3', note: '', whole: null },
    matters: [{ ...failed, reasons: [...failed.reasons] }],
  });
  expect(await row('order', 'o1')).toMatchObject({ state: 'issued', number: null });
  expect(await row('order', 'o2')).toMatchObject({ state: 'withdrawn' });
  expect(await row('order', 'o3')).toMatchObject({ state: 'escalated', closed_at: null });
});

it('closes by a pass, returns with reasons, withdraws before delivery', async () => {
  await stored('order', anOrder({ state: 'feedback', round: 1 }), null);
  await stored('order', anOrder({ id: 'o2', state: 'issued' }), null);
  await stored('matter', aMatter(), 'o1');
  await stored('matter', aMatter({ id: 'm2' }), 'o1');
  await perform('order.review', {
    ...{ order_id: 'o1', review_id: 'r1', note: '缺公章', whole: null },
    matters: [
      { matter_id: 'm1', verdict: 'pass', reasons: [], note: '' },
      { matter_id: 'm2', verdict: 'return', reasons: ['other'], note: '' },
    ],
  });
  await perform('order.withdraw', { order_id: 'o2', reason: '填错站点' });
  expect(await row('order', 'o1')).toMatchObject({ state: 'returned', closed_at: null });
  expect(await row('review', 'r1')).toMatchObject({ round: 1, verdict: 'return' });
  expect(await row('matter', 'm1')).toMatchObject({ verdict: 'pass' });
  expect(await row('matter', 'm2')).toMatchObject({ verdict: 'return' });
  expect(await row('order', 'o2')).toMatchObject({ state: 'withdrawn' });
});

it('keeps a feedback draft at each change, and forgets it when it is sent', async () => {
  await stored('order', anOrder(), null);
  await stored('matter', aMatter(), 'o1');
  await photo('p1', 'm1');
  await photo('p2', 'signature');
  const scope = effectScope();
  const feedback = scope.run(() =>
    useFeedback('o1', { colour: () => 'blue', matters: () => [aMatter()] }),
  );
  await expect.poll(() => feedback?.draft.value?.matters.length).toBe(1);
  const draft = feedback?.draft.value as FeedbackDraft;
  Object.assign(draft, { signer_name: '签字人甲', signature_photo_id: 'p2' });
  Object.assign(draft.matters[0] ?? {}, aFeedback().matters[0]);
  await nextTick();
  await expect
    .poll(async () => (await readDraft<FeedbackDraft>('feedback.o1'))?.matters[0]?.cause)
    .toBe('a');
  expect(feedback?.lacking.value).toEqual([]);
  await feedback?.submit();
  expect(await readDraft('feedback.o1')).toBeUndefined();
  expect(await row('order', 'o1')).toMatchObject({ state: 'feedback' });
  scope.stop();
});
