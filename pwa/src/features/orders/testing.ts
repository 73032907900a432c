// For this folder's tests: orders, matters and people.
import type { MatterRow, OrderRow } from '@/api/rows';
import type { Person } from './rules';

export const anOrder = (change: Partial<OrderRow> = {}): OrderRow => ({
  ...{ id: 'o1', number: '蓝〔2026〕0001', temporary_number: '临1122-0001', colour: 'blue' },
  ...{ state: 'acknowledged', visit_id: 'v1', site_id: 's1', site_name: '望溪中心营业厅' },
  ...{ unit_id: 'u1', unit_name: '望溪营业厅班', branch_name: '望溪分公司', level: 'hq' },
  ...{ form: 'spot', template_name: '营业窗口服务检查表', score_tenths: 895, highlights: '' },
  ...{ remark: '', issuer_id: 'issuer', issuer_name: '督查员01', round: 0, author_id: null },
  ...{ issued_at: '2026-11-20T04:00:00Z', received_at: '2026-11-20T04:00:00Z' },
  ...{ delivered_at: '2026-11-20T04:00:00Z', acknowledged_at: null, acknowledged_by: null },
  ...{ feedback_due_at: '2026-11-23T16:00:00Z', deadline: null, fed_back_at: null },
  ...{ reviewed_at: null, reviewer_name: null, closed_at: null, signer_name: '当班负责人' },
  ...{ signer_post: '值班经理', is_refused: false, missing_photos: 0, withdrawn_reason: null },
  ...{ cause: null, predecessor_id: null, escalates_at: null, lookback: null },
  ...{ proposer_id: null, proposer_name: null, voided_at: null, void_reason: null },
  ...{ objection_due_at: null, objection_state: null, extension_state: null, progressed_at: null },
  ...change,
});

export const aMatter = (change: Partial<MatterRow> = {}): MatterRow => ({
  ...{ id: 'm1', order_id: 'o1', position: 1, item_code: 'CK-01', category: '公示告知' },
  ...{ text: '公示内容现行有效', basis: [], clauses: [], finding: '公示栏过期' },
  ...{ requirement: '更换', severity: 'minor', result: 'fail', photo_ids: ['p1'] },
  ...{ rectify_days: 3, rectify_due_on: null, cause: '', measures: '', outcome: '' },
  ...{ after_photo_ids: [], is_struck: false, is_mended: false, verdict: null },
  ...change,
});

export const aPerson = (grants: string[] = [], units: string[] = ['u1']): Person => ({
  ...{ id: 'me', grants, grant_units: Object.fromEntries(grants.map((g) => [g, units])) },
});
