// The import aliases, once for Vite and Vitest (tsconfig.json says the same to the type checker).
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const aliases = {
  '@': here('./src'),
  '@device': here('../sync/device/src'),
  '@wire': here('../sync/wire'),
};
