// Gates that keep nobody waiting but the dead.

import { Gates, type Living } from '../../sim/driver/gates';

export class FreeGates extends Gates {
  override pass(who: Living, label: string): Promise<void> {
    const passing = super.pass(who, label);
    for (const gate of this.open) this.release(gate);
    return passing;
  }
}
