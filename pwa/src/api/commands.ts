// Every command a phone may send: its name on the wire and its arguments.
import type {
  CheckInMethod,
  Colour,
  Day,
  Form,
  Inputs,
  Instant,
  Level,
  Outcome,
  PhotoSource,
  SubjectKind,
  Verdict,
} from './values';

export type CheckInArgs = {
  at: Instant;
  method: CheckInMethod;
  lat: number | null;
  lon: number | null;
  accuracy_m: number | null;
  age_s: number | null;
  distance_m: number | null;
  reason: string;
};

type VisitCommands = {
  'visit.start': {
    visit_id: string;
    site_id: string;
    template_id: string;
    task_id: string | null;
    level: Level;
    form: Form;
    check_in: CheckInArgs;
  };
  'visit.answer': {
    visit_id: string;
    item_code: string;
    result: Outcome;
    note: string;
    inputs: Inputs;
  };
  'visit.sign': {
    visit_id: string;
    signer_name: string;
    signer_post: string;
    is_refused: boolean;
    refusal_reason: string;
    photo_id: string;
  };
  'visit.close': {
    visit_id: string;
    photo_ids: string[];
    score_tenths: number | null;
    colour: Colour | null;
  };
  'visit.discard': { visit_id: string; reason: string };
};

type PhotoCommands = {
  'photo.attach': {
    photo_id: string;
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
    /** The refused photo whose place it takes. */
    replaces?: string | null;
  };
  'photo.detach': { photo_id: string };
};

type OrderCommands = {
  'order.issue': {
    order_id: string;
    visit_id: string;
    colour: Exclude<Colour, 'orange'>;
    temporary_number: string;
    highlights: string;
    remark: string;
    matters: {
      matter_id: string;
      item_code: string;
      requirement: string;
      rectify_days: number;
    }[];
  };
  'order.acknowledge': { order_id: string };
  'order.submit_feedback': {
    order_id: string;
    feedback_id: string;
    signer_name: string;
    signature_photo_id: string;
    matters: {
      matter_id: string;
      cause: string;
      measures: string;
      outcome: string;
      photo_ids: string[];
    }[];
  };
  'order.review': {
    order_id: string;
    review_id: string;
    verdict: Verdict;
    reasons: string[];
    note: string;
  };
  'order.withdraw': { order_id: string; reason: string };
};

type OfficeCommands = {
  'task.assign': {
    task_id: string;
    site_id: string;
    template_id: string;
    level: Level;
    form: Form;
    assignee_id: string;
    due_on: Day;
    note: string;
  };
  'task.cancel': { task_id: string; reason: string };
  'site.close': { site_id: string; reason: string };
  'site.reopen': { site_id: string };
  'notice.read': { notice_ids: string[] };
};

export type CommandArgs = VisitCommands & PhotoCommands & OrderCommands & OfficeCommands;
export type CommandName = keyof CommandArgs;
