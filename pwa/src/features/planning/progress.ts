// Planning: how far plans and campaigns have come, in integers (计划完成率).

export type Line = {
  source_id: string;
  branch_id: string;
  branch_name: string;
  total: number;
  done: number;
  late: number;
  overdue: number;
};
export type Sum = { total: number; done: number; late: number; overdue: number };

/** Percent, rounded down: what is not complete never shows as 100. */
export const percentOf = ({ done, total }: { done: number; total: number }): number =>
  total ? Math.floor((done * 100) / total) : 0;

export function sumOf(lines: readonly Line[], source: string): Sum {
  const own = lines.filter(({ source_id }) => source_id === source);
  const add = (name: keyof Sum) => own.reduce((all, line) => all + line[name], 0);
  return { total: add('total'), done: add('done'), late: add('late'), overdue: add('overdue') };
}
