// The closed word lists of the wire, with the Chinese word that each stands for.

/** 检查结果: 合格 · 部分合格 · 不合格 · 不适用 */
export type Outcome = 'pass' | 'partial' | 'fail' | 'na';
/** 问题严重程度: 一般 · 较重 · 严重 */
export type Severity = 'minor' | 'major' | 'critical';
/** 督查层级: 班组 · 部门 · 公司(分、子公司) · 总部督导组 */
export type Level = 'team' | 'department' | 'company' | 'hq';
/** 督查形式: 自查 · 抽查 · 重点 · 神秘客户 */
export type Form = 'self' | 'spot' | 'key' | 'mystery';
/** 三色督查单: 绿 · 蓝 · 橙 */
export type Colour = 'green' | 'blue' | 'orange';
export type Scene = 'window' | 'door' | 'works' | 'mystery' | 'self';
export type PhotoMode = 'always' | 'on_fail' | 'never';
export type PhotoSource = 'camera' | 'gallery' | 'pad';
export type SubjectKind = 'visit' | 'order' | 'supervision_matter';
export type CheckInMethod = 'gps' | 'qr' | 'manual';
export type Verdict = 'pass' | 'return';
export type OrderState =
  | 'draft'
  | 'issued'
  | 'delivered'
  | 'acknowledged'
  | 'feedback'
  | 'in_review'
  | 'returned'
  | 'closed'
  | 'escalated'
  | 'withdrawn'
  | 'voided';
export type VisitState = 'open' | 'closed' | 'discarded' | 'voided';
/** 检查 · 回头看 · 再督查 */
export type TaskKind = 'check' | 'lookback' | 'recheck';
export type TaskState = 'open' | 'done' | 'cancelled';
export type UnitKind = 'group' | 'department' | 'branch' | 'subsidiary' | 'team';
export type SiteKind = 'window' | 'door' | 'works' | 'hotline' | 'callback' | 'mystery';
export type QuotaKind = 'team_self' | 'branch_spot' | 'hq_division' | 'hq_unit';
export type NoticeKind =
  | 'order_delivered'
  | 'order_acknowledged'
  | 'feedback_submitted'
  | 'order_returned'
  | 'order_closed'
  | 'order_copied'
  | 'orange_drafted'
  | 'order_escalated'
  | 'orange_failed'
  | 'order_proposed'
  | 'order_voided'
  | 'void_asked'
  | 'void_refused'
  | 'visit_voided'
  | 'delegation_given'
  | 'delegation_revoked'
  | 'lookback_assigned'
  | 'recheck_assigned'
  | 'objection_raised'
  | 'objection_upheld'
  | 'objection_rejected'
  | 'extension_asked'
  | 'extension_granted'
  | 'extension_refused'
  | 'progress_reported'
  | 'order_commented'
  | 'task_assigned'
  | 'site_closed';
export type NoticeSubject = 'order' | 'visit' | 'task' | 'delegation';
/** ISO 8601 with offset. */
export type Instant = string;
/** YYYY-MM-DD. */
export type Day = string;
/** What an item's extra inputs (time, number, choice) were filled with. */
export type Inputs = Record<string, string | number | string[] | null>;
