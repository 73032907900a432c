// What the server tells of one quota: its numbers, the visits behind them, and a visit's record.
import type { components } from '@/api/schema';

type Schemas = components['schemas'];
export type QuotaDetail = Schemas['QuotaDetail'];
export type Checks = Schemas['Checks'];
export type ListedCheck = Schemas['ListedCheck'];
export type CheckRecord = Schemas['CheckRecord'];
