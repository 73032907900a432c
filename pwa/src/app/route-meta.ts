// What a route may say about itself to the shell.
import 'vue-router';
import type { IconName } from '@/ui/icons';

export type NavEntry = {
  /** Place in the bar: 10 今日, 20 督查单, 30 自查·配额, 40 消息, 90 我的; the first one allowed is home. */
  order: number;
  icon: IconName;
  /** Key of the word in the feature's text.json, e.g. `planning.nav`. */
  title: string;
  /** Any of these grants opens the entry; none given: everyone. */
  grants?: readonly string[];
  /** `side`: only in the desktop's side bar. */
  place?: 'both' | 'side';
  /** The number that the entry carries. */
  badge?: 'unsent' | 'notices' | 'attention';
};

declare module 'vue-router' {
  interface RouteMeta {
    nav?: NavEntry;
    /** Any of these grants opens the page; without them the user is led home. */
    grants?: readonly string[];
    /** The page holds work in progress: no update may reload it. */
    holdsDraft?: boolean;
  }
}
