// What an answer still takes: rules of a checklist item that several screens count with.

export type PhotoRule = { photo_mode: string; photo_min: number };

const FAILED = ['partial', 'fail'];

/** How many photos an answer to this item takes (sync/wire/requirements.json). */
export function photosNeeded(rule: PhotoRule, result: string): number {
  const isDue =
    (rule.photo_mode === 'always' && result !== 'na') ||
    (rule.photo_mode === 'on_fail' && FAILED.includes(result));
  return isDue ? rule.photo_min : 0;
}
