// One check: its items with what was answered, what is left, its score and proposed colour.
import { computed, type Ref } from 'vue';
import type { AnswerRow } from '@/api/rows';
import { useRow, useRows } from '@/local/rows';
import { colourOf, missingOf, repeatedItems, scoreTenths } from './rules';
import { useAnswering } from './useAnswering';
import {
  canPassWithOthers,
  givenOf,
  type ItemView,
  isOpen,
  isTrouble,
  lastFailed,
  type Section,
  sectionsOf,
  toRuleItem,
} from './views';

const byCode = (answers: readonly AnswerRow[]): Map<string, AnswerRow> =>
  new Map(answers.map((answer) => [answer.item_code, answer]));

export function useCheck(visit_id: string) {
  const visit = useRow('visit', visit_id);
  const site_id = () => visit.value?.site_id ?? '';
  const site = useRow('site', site_id);
  const template = useRow('template', () => visit.value?.template_id ?? '');
  const answers = useRows('answer', visit_id);
  const photos = useRows('photo', visit_id);
  const findings = useRows('finding', site_id);
  const answering = useAnswering(
    visit_id,
    computed(() => byCode(answers.value)),
  );

  const views: Ref<ItemView[]> = computed(() =>
    (template.value?.items ?? []).map((item) => {
      const words = answering.current(item.code);
      const own = photos.value.filter(({ slot }) => slot === item.code);
      const given = words.result && { ...words, result: words.result, photos: own.length };
      const before = findings.value.find(
        (each) => each.repeat_key === item.repeat_key && each.last_visit_id !== visit_id,
      );
      const missing = missingOf(toRuleItem(item), given);
      return { item, ...words, photos: own, missing, failedBefore: before ?? null };
    }),
  );
  const items = computed(() => views.value.map(({ item }) => toRuleItem(item)));
  const given = computed(() => givenOf(views.value));
  const history = computed(() => lastFailed(findings.value, visit_id));

  return {
    ...{ visit, site, template, views, answering, photos, answers },
    /** Rows are here: before that nothing is known, not even that nothing is answered. */
    isReady: computed(() => visit.value !== undefined && views.value.length > 0),
    sections: computed(() => sectionsOf(views.value)),
    answered: computed(() => views.value.filter(({ result }) => result).length),
    left: computed(() => views.value.filter(isOpen)),
    problems: computed(() => views.value.filter(isTrouble)),
    score: computed(() => scoreTenths(items.value, given.value)),
    colour: computed(() => colourOf(given.value)),
    repeated: computed(() =>
      repeatedItems(items.value, given.value, history.value, visit.value?.day ?? ''),
    ),
    passSection: (section: Section) =>
      answering.passAll(section.items.filter(canPassWithOthers).map(({ item }) => item.code)),
  };
}

export type Check = ReturnType<typeof useCheck>;
