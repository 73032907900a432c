// Visits: what shows before the server has answered, and what hangs on what.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeLocal, type Local, openLocal } from '@/local/context';
import { registerPredictions } from '@/local/model';
import { perform } from '@/local/perform';
import { row } from '@/local/rows';
import { aUser } from '@/local/testing';
import { predictions } from './predictions';

registerPredictions(predictions);

const CHECK_IN = {
  ...{ at: '2026-11-23T09:00:00+08:00', method: 'manual' as const, reason: '地下' },
  ...{ lat: null, lon: null, accuracy_m: null, age_s: null, distance_m: null },
};
const PLAN = { template_id: 't1', task_id: 'k1', level: 'hq' as const, form: 'spot' as const };

let here: Local;
const outbox = () => here.store.read((tx) => tx.outbox.list());

beforeEach(async () => {
  here = openLocal(aUser());
  const base = { parent: null, scopes: ['s'], version: 1 };
  await here.store.write((tx) =>
    tx.base.put([
      { ...base, entity: 'site', id: 's1', row: { id: 's1', name: '望溪北营业厅', unit_id: 'u1' } },
      { ...base, entity: 'task', id: 'k1', row: { id: 'k1', state: 'open', visit_id: null } },
    ]),
  );
  await perform('visit.start', { visit_id: 'v1', site_id: 's1', ...PLAN, check_in: CHECK_IN });
});
afterEach(closeLocal);

const anAnswer = { visit_id: 'v1', item_code: 'A', result: 'pass' as const, note: '', inputs: {} };

it('starts a visit with the site’s name', async () => {
  expect(await row('visit', 'v1')).toMatchObject({
    ...{ state: 'open', site_name: '望溪北营业厅', unit_id: 'u1', check_in: CHECK_IN },
  });
});

it('hangs an answer on the start that is still under way', async () => {
  await perform('visit.answer', anAnswer);
  const [start, answer] = await outbox();
  expect(answer?.deps).toEqual([start?.uid]);
});

it('closes only together with all that was written on it, and says nothing of its task', async () => {
  await perform('visit.answer', anAnswer);
  await perform('visit.answer', { ...anAnswer, item_code: 'B' });
  const sent = { visit_id: 'v1', photo_ids: [], score_tenths: 1000, colour: 'green' as const };
  await perform('visit.close', sent);
  const entries = await outbox();
  expect([...(entries.at(-1)?.deps ?? [])].sort()).toEqual(
    entries
      .slice(0, 3)
      .map(({ uid }) => uid)
      .sort(),
  );
  expect(await row('visit', 'v1')).toMatchObject({ state: 'closed', score_tenths: 1000 });
  // What was handed over meanwhile must not make it stale.
  expect(Object.keys(entries.at(-1)?.base ?? {})).not.toContain('task/k1');
});

it('marks a discarded visit', async () => {
  await perform('visit.discard', { visit_id: 'v1', reason: '选错站点' });
  expect(await row('visit', 'v1')).toMatchObject({ state: 'discarded' });
});
