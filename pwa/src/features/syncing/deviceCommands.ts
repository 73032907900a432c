// The commands on devices, through the one door for writes.
import { type Performed, perform } from '@/local/perform';

type DeviceCommands = {
  'device.retire': { client_id: string; reason: string };
  'device.report_lost': { client_id: string };
  'device.readmit': { client_id: string };
};

export const performOnDevice = perform as unknown as <N extends keyof DeviceCommands>(
  name: N,
  args: DeviceCommands[N],
) => Promise<Performed>;
