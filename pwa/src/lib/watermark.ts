// The words of the watermark (水印), from sealed facts; the server draws the same (sync/wire/watermark.json).

export type MarkFacts = {
  photo_id: string;
  taken_at: string;
  /** Phone minus server, ms; null where it was never measured. */
  skew_ms: number | null;
  position: { lat: number; lon: number; accuracy_m: number; age_s: number } | null;
  inspector: { name: string };
  unit: string;
  site: { name: string } | null;
};

const CHINA_MS = 8 * 3_600_000;
/** A clock further off than this has been set by hand: correcting it would feign precision. */
const TRUSTED_SKEW_MS = 5 * 60_000;
const VAGUE_M = 50;
const OLD_S = 120;

/** Half up, as the server rounds. */
const whole = (value: number): number => Math.floor(value + 0.5);

const trusted = (skew_ms: number | null): number | null =>
  skew_ms !== null && Math.abs(skew_ms) <= TRUSTED_SKEW_MS ? skew_ms : null;

/** When a photo was taken, by the server's clock as far as the phone's is known, ms. */
export const takenMs = ({ taken_at, skew_ms }: Pick<MarkFacts, 'taken_at' | 'skew_ms'>): number =>
  Date.parse(taken_at) - (trusted(skew_ms) ?? 0);

function timeLine(facts: MarkFacts): string {
  const isCorrected = trusted(facts.skew_ms) !== null;
  const at = takenMs(facts);
  const words = new Date(at + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ');
  return isCorrected ? words : `${words} 时间未校准`;
}

function placeLine({ position }: MarkFacts): string {
  if (!position) return '无定位';
  const { lat, lon, accuracy_m, age_s } = position;
  const error = `±${whole(accuracy_m)} m`;
  const accuracy = accuracy_m > VAGUE_M ? `定位精度${error}` : error;
  const age = age_s >= OLD_S ? ` (${Math.floor(age_s / 60)}分钟前)` : '';
  return `${lat.toFixed(5)}, ${lon.toFixed(5)} ${accuracy}${age}`;
}

/** Time, place, 单位/站点, 检查员, number of the photo. */
export function watermarkLines(facts: MarkFacts): string[] {
  const { photo_id, unit, site, inspector } = facts;
  return [
    timeLine(facts),
    placeLine(facts),
    site ? `${unit} / ${site.name}` : unit,
    inspector.name,
    `照片 ${photo_id.slice(0, 8)}…${photo_id.slice(-4)}`,
  ];
}
