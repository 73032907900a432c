// 照片等 Wi-Fi 再传: the user's choice, and whether this browser can tell one line from another.
import { knowsLine, waitForWifi, waitsForWifi } from '@/local/metered';

export const useMetered = () => ({ waitsForWifi, knowsLine: knowsLine(), waitForWifi });
