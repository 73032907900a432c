// What the server tells of one quota: its numbers, the visits, cases or matters behind them, a visit's record.
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type QuotaDetail = Schemas['QuotaDetail'];
export type Checks = Schemas['Checks'];
export type ListedCheck = Schemas['ListedCheck'];
export type Cases = Schemas['Cases'];
export type ListedCase = Schemas['ListedCase'];
export type CheckRecord = Schemas['CheckRecord'];
export type ListedMatter = Schemas['ListedMatter'];
export type ListedMatters = Schemas['ListedMatters'];
