// Sealing: what is told beside a picture, signed by this device. A photo that cannot be sealed goes unsealed.

import { clientId } from '@device/outbox';
import type { CommandArgs } from '@/api/commands';
import { type Facts, factsText } from '@/lib/facts';
import { local } from './context';
import { signWithDevice } from './deviceKey';
import { row, rows } from './rows';

type AttachArgs = CommandArgs['photo.attach'];
export type Seal = NonNullable<AttachArgs['seal']>;

/** What is told beside a picture, and how old its position is. */
export type Told = Omit<AttachArgs, 'replaces' | 'seal'> & { fix_age_s: number | null };

type Subject = Pick<Facts, 'unit' | 'site' | 'item'>;

async function visitSubject(id: string, slot: string): Promise<Subject | null> {
  const visit = await row('visit', id);
  if (!visit) return null;
  const template = await row('template', visit.template_id);
  const item = template?.items.find(({ code }) => code === slot);
  const site = { id: visit.site_id, name: visit.site_name };
  return { unit: visit.unit_name, site, item: item?.text ?? slot };
}

async function orderSubject(id: string, slot: string): Promise<Subject | null> {
  const order = await row('order', id);
  if (!order) return null;
  const matter = (await rows('matter', { parent: id })).find((one) => one.id === slot);
  const site = { id: order.site_id, name: order.site_name };
  return { unit: order.unit_name, site, item: matter?.text ?? slot };
}

async function partSubject(_id: string, slot: string): Promise<Subject | null> {
  const part = await row('matter_part', slot);
  return part ? { unit: part.unit_name, site: null, item: part.title } : null;
}

const FIND = { visit: visitSubject, order: orderSubject, supervision_matter: partSubject };

/** What is being photographed, in the names of this moment; the user's own unit where it is not here. */
export async function subjectOf({
  subject_kind,
  subject_id,
  slot,
}: Pick<Facts, 'subject_kind' | 'subject_id' | 'slot'>): Promise<Subject> {
  const found = await FIND[subject_kind](subject_id, slot);
  return found ?? { unit: local().user.unit_name, site: null, item: slot };
}

/** Phone minus server, ms: the engine measures it the other way round. Null where it never has. */
export async function measuredSkew(): Promise<number | null> {
  const behind = await local().store.read(({ meta }) => meta.get('skew_ms'));
  return behind === undefined ? null : 0 - Math.round(behind);
}

async function thisClient(): Promise<string> {
  const { store, kit } = local();
  const known = await store.read(({ meta }) => meta.get('client_id'));
  return known ?? store.write((tx) => clientId(tx, kit));
}

const positionOf = ({ lat, lon, accuracy_m, fix_age_s }: Told): Facts['position'] =>
  lat == null || lon == null || accuracy_m == null
    ? null
    : { lat, lon, accuracy_m, age_s: fix_age_s ?? 0 };

async function factsOf(told: Told): Promise<Facts> {
  const { user } = local();
  const { photo_id, sha256, size, width, height, source, taken_at } = told;
  const { subject_kind, subject_id, slot } = told;
  return {
    ...{ photo_id, sha256, size, width, height, source, taken_at },
    ...{ skew_ms: await measuredSkew(), client_id: await thisClient() },
    ...{ position: positionOf(told), subject_kind, subject_id, slot },
    ...{ inspector: { id: user.id, name: user.name }, ...(await subjectOf(told)) },
  };
}

/** Null where this browser cannot sign: a private window, or one that keeps no keys. */
export async function sealOf(told: Told): Promise<Seal | null> {
  try {
    const sealed = await factsOf(told);
    const facts = factsText(sealed);
    return { facts, ...(await signWithDevice(facts, sealed.client_id)) };
  } catch {
    return null;
  }
}
