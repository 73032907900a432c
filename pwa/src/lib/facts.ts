// The facts beside a picture as the exact text that is signed (sync/wire/photo_seal.json).

export type Named = { id: string; name: string };

/** WGS-84 degrees; accuracy in metres, age at the tap in seconds. */
export type Place = { lat: number; lon: number; accuracy_m: number; age_s: number };

/** What was photographed, by whom, when and where; names as they are at the tap. */
export type Facts = {
  photo_id: string;
  sha256: string;
  size: number;
  width: number;
  height: number;
  source: 'camera' | 'gallery' | 'pad';
  /** ISO 8601 with offset, by the phone's clock. */
  taken_at: string;
  /** Phone minus server as last measured; null where it has never been. */
  skew_ms: number | null;
  position: Place | null;
  subject_kind: 'visit' | 'order' | 'supervision_matter';
  subject_id: string;
  slot: string;
  client_id: string;
  inspector: Named;
  unit: string;
  site: Named | null;
  item: string;
};

const LONGEST = 4096;
/** Names in full, then shorter ones: control characters take six places each in JSON. */
const NAME_LENGTHS = [120, 60, 24, 8, 0];
const LONE_SURROGATE = /\p{Surrogate}/gu;

const cut = (text: string, length: number): string =>
  Array.from(text.replace(LONE_SURROGATE, '\ufffd')).slice(0, length).join('');

const named = ({ id, name }: Named, length: number): Named => ({ id, name: cut(name, length) });

function textOf(facts: Facts, length: number): string {
  const { inspector, unit, site, item } = facts;
  return JSON.stringify({
    ...{ v: 1, ...facts },
    ...{ inspector: named(inspector, length), unit: cut(unit, length) },
    ...{ site: site && named(site, length), item: cut(item, length) },
  });
}

/** At most 4096 characters: names are shortened until it fits. */
export function factsText(facts: Facts): string {
  const texts = NAME_LENGTHS.map((length) => textOf(facts, length));
  return texts.find((text) => text.length <= LONGEST) ?? (texts.at(-1) as string);
}

/** What the row shows of sealed facts; the text is one of ours. */
export function readSealed(text: string): { fix_age_s: number | null; skew_ms: number | null } {
  const { position, skew_ms } = JSON.parse(text) as Facts;
  return { fix_age_s: position?.age_s ?? null, skew_ms };
}
