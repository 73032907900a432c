// Every row a phone may hold: entity → shape, as pull delivers it; generated from the server's feeds.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Rows = Schemas['Rows'];
export type Entity = keyof Rows;

export type UnitRow = Rows['unit'];
export type SiteRow = Rows['site'];
export type TemplateRow = Rows['template'];
export type FindingRow = Rows['finding'];
export type TaskRow = Rows['task'];
export type VisitRow = Rows['visit'];
export type AnswerRow = Rows['answer'];
export type PhotoRow = Rows['photo'];
export type OrderRow = Rows['order'];
export type MatterRow = Rows['matter'];
export type FeedbackRow = Rows['feedback'];
export type ReviewRow = Rows['review'];
export type ObjectionRow = Rows['objection'];
export type ExtensionRow = Rows['extension'];
export type CommentRow = Rows['comment'];
export type QuotaRow = Rows['quota'];
export type MonthPrintRow = Rows['month_print'];
export type NoticeRow = Rows['notice'];
export type TemplateItem = TemplateRow['items'][number];
export type TemplateInput = TemplateItem['inputs'][number];
export type CheckIn = NonNullable<VisitRow['check_in']>;
export type Deadline = NonNullable<OrderRow['deadline']>;
