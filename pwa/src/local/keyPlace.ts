// Where a user's device key lies. Apart from the key's use, which the first screen need not load.

import { device } from './deviceState';
import { lasting } from './lasting';

export const keyPlace = (user_id: string): string => `device-key-${user_id}`;

export async function forgetKey(user_id: string): Promise<void> {
  await lasting(device, () => device.state.delete(keyPlace(user_id)));
}
