// The in-memory Store passes the port's tests.

import { MemoryStore } from './memoryStore';
import { describeStore } from './storeSuite';

describeStore('MemoryStore', async () => new MemoryStore());
