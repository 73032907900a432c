// Every row a phone may hold: entity → shape, as pull delivers it.
import type {
  CheckInMethod,
  Colour,
  Day,
  Form,
  Inputs,
  Instant,
  Level,
  NoticeKind,
  NoticeSubject,
  OrderState,
  Outcome,
  PhotoMode,
  PhotoSource,
  QuotaKind,
  Scene,
  Severity,
  SiteKind,
  SubjectKind,
  TaskState,
  UnitKind,
  Verdict,
  VisitState,
} from './values';

export type UnitRow = {
  id: string;
  code: string;
  name: string;
  kind: UnitKind;
  parent_id: string | null;
  applies: 'full' | 'after_procedure' | 'reference';
  is_closed: boolean;
};

export type SiteRow = {
  id: string;
  code: string;
  name: string;
  kind: SiteKind;
  unit_id: string;
  unit_name: string;
  branch_id: string;
  branch_name: string;
  district: string;
  address: string;
  lat: number | null;
  lon: number | null;
  fence_m: number;
  is_basement: boolean;
  opening_hours: string;
  is_closed: boolean;
  closed_on: Day | null;
  moved_on: Day | null;
  last_checked_on: Day | null;
  open_problems: number;
};

export type TemplateInput = {
  key: string;
  type: 'int' | 'text' | 'select' | 'multiselect' | 'datetime';
  label: string;
  options?: string[];
};

export type TemplateItem = {
  code: string;
  category: string;
  text: string;
  guide: string;
  weight: number;
  options: { value: Outcome; factor_permille: number | null }[];
  photo_mode: PhotoMode;
  photo_min: number;
  photo_max: number;
  note_required_on: Outcome[];
  severity: Severity;
  is_red_line: boolean;
  basis: string[];
  repeat_key: string;
  inputs: TemplateInput[];
};

export type TemplateRow = {
  id: string;
  code: string;
  version: number;
  name: string;
  scene: Scene;
  levels: Level[];
  est_minutes: number;
  is_covert: boolean;
  items: TemplateItem[];
};

/** One per site and item: what failed here before. */
export type FindingRow = {
  id: string;
  site_id: string;
  repeat_key: string;
  last_failed_on: Day | null;
  failures_12m: number;
  last_visit_id: string | null;
};

export type TaskRow = {
  id: string;
  site_id: string;
  site_name: string;
  unit_name: string;
  template_id: string;
  level: Level;
  form: Form;
  assignee_id: string;
  due_on: Day;
  state: TaskState;
  note: string;
  visit_id: string | null;
};

export type CheckIn = {
  at: Instant;
  method: CheckInMethod;
  lat: number | null;
  lon: number | null;
  accuracy_m: number | null;
  age_s: number | null;
  distance_m: number | null;
  reason: string;
};

export type VisitRow = {
  id: string;
  site_id: string;
  site_name: string;
  unit_id: string;
  unit_name: string;
  template_id: string;
  template_name: string;
  task_id: string | null;
  level: Level;
  form: Form;
  inspector_id: string;
  inspector_name: string;
  state: VisitState;
  started_at: Instant;
  check_in: CheckIn | null;
  closed_at: Instant | null;
  completed_at: Instant | null;
  /** The day of its start, in China. */
  day: Day;
  score_tenths: number | null;
  colour: Colour | null;
  signer_name: string;
  signer_post: string;
  is_refused: boolean;
  refusal_reason: string;
  signed_at: Instant | null;
  photo_ids: string[];
  missing_photos: number;
};

export type AnswerRow = {
  id: string;
  visit_id: string;
  item_code: string;
  result: Outcome;
  note: string;
  inputs: Inputs;
  answered_at: Instant;
};

export type PhotoRow = {
  id: string;
  subject_kind: SubjectKind;
  subject_id: string;
  slot: string;
  sha256: string;
  size: number;
  width: number;
  height: number;
  taken_at: Instant;
  source: PhotoSource;
  lat: number | null;
  lon: number | null;
  accuracy_m: number | null;
  owner_id: string;
  owner_name: string;
  blob: 'missing' | 'present' | 'refused';
  refusal: string | null;
};

export type Deadline = {
  start: Instant;
  unit: string;
  days: number;
  skipped: Day[];
  end: Instant;
  is_provisional: boolean;
};

export type OrderRow = {
  id: string;
  number: string | null;
  temporary_number: string;
  colour: Colour;
  state: OrderState;
  visit_id: string;
  site_id: string;
  site_name: string;
  unit_id: string;
  unit_name: string;
  branch_name: string;
  level: Level;
  form: Form;
  template_name: string;
  score_tenths: number | null;
  highlights: string;
  remark: string;
  issuer_id: string;
  issuer_name: string;
  issued_at: Instant;
  received_at: Instant | null;
  delivered_at: Instant | null;
  acknowledged_at: Instant | null;
  acknowledged_by: string | null;
  feedback_due_at: Instant | null;
  deadline: Deadline | null;
  fed_back_at: Instant | null;
  round: number;
  author_id: string | null;
  reviewed_at: Instant | null;
  reviewer_name: string | null;
  closed_at: Instant | null;
  signer_name: string;
  signer_post: string;
  is_refused: boolean;
  missing_photos: number;
  withdrawn_reason: string | null;
};

export type MatterRow = {
  id: string;
  order_id: string;
  position: number;
  item_code: string;
  category: string;
  text: string;
  basis: string[];
  clauses: { id: string; article: string; text: string }[];
  finding: string;
  requirement: string;
  severity: Severity;
  result: 'partial' | 'fail';
  photo_ids: string[];
  rectify_days: number;
  rectify_due_on: Day | null;
  cause: string;
  measures: string;
  outcome: string;
  after_photo_ids: string[];
};

export type FeedbackRow = {
  id: string;
  order_id: string;
  round: number;
  author_id: string;
  author_name: string;
  signer_name: string;
  signature_photo_id: string;
  submitted_at: Instant;
  matters: {
    matter_id: string;
    cause: string;
    measures: string;
    outcome: string;
    photo_ids: string[];
  }[];
};

export type ReviewRow = {
  id: string;
  order_id: string;
  round: number;
  verdict: Verdict;
  reasons: string[];
  note: string;
  reviewer_id: string;
  reviewer_name: string;
  reviewed_at: Instant;
};

export type QuotaRow = {
  id: string;
  kind: QuotaKind;
  unit_id: string;
  unit_name: string;
  period: string;
  base: number | null;
  ratio_ppm: number | null;
  required: number;
  done: number;
  clause: string;
};

export type NoticeRow = {
  id: string;
  user_id: string;
  kind: NoticeKind;
  subject_kind: NoticeSubject;
  subject_id: string;
  params: Record<string, string | number>;
  created_at: Instant;
  read_at: Instant | null;
};

export type Rows = {
  unit: UnitRow;
  site: SiteRow;
  template: TemplateRow;
  finding: FindingRow;
  task: TaskRow;
  visit: VisitRow;
  answer: AnswerRow;
  photo: PhotoRow;
  order: OrderRow;
  matter: MatterRow;
  feedback: FeedbackRow;
  review: ReviewRow;
  quota: QuotaRow;
  notice: NoticeRow;
};
export type Entity = keyof Rows;
