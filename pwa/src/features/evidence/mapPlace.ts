// Places as maps in mainland China draw them (GCJ-02): for showing only, never for what is stored.
import gcoord from 'gcoord';
import type { Position } from '@/lib/geo';

/** From WGS-84 degrees; unchanged far from China, where maps are not shifted. */
export function mapPlace({ lat, lon }: Position): Position {
  const [east, north] = gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02);
  return { lat: north, lon: east };
}

/** Opens the phone's own map; those in use here take GCJ-02. */
export const mapLink = (place: Position, name: string): string => {
  const at = `${place.lat.toFixed(6)},${place.lon.toFixed(6)}`;
  return `geo:${at}?q=${at}(${encodeURIComponent(name)})`;
};
