// Distances on the ground, between WGS-84 positions.

export type Position = { lat: number; lon: number };

const EARTH_RADIUS_M = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres (haversine: good to 0.5 % and stable for short distances). */
export function distanceM(from: Position, to: Position): number {
  const dLat = radians(to.lat - from.lat);
  const dLon = radians(to.lon - from.lon);
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Whether a measured position may lie inside a site's fence: its radius plus the measurement's error. */
export function isWithinFence(distance: number, fenceM: number, accuracyM: number): boolean {
  return distance <= fenceM + accuracyM;
}

/** `85 m`, `1.2 km`, `12 km`: as much precision as a person can use. */
export function distanceWords(metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} m`;
  return `${(metres / 1000).toFixed(metres < 10_000 ? 1 : 0)} km`;
}
