// The trend of a unit: done as bars, required as a line. Of ECharts only what this draws.
import { BarChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Cell } from './board';

use([
  AriaComponent,
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  SVGRenderer,
]);

export type Look = { ink: string; line: string; done: string; required: string; font: string };
export type Names = { done: string; required: string };

export const drawInto = (element: HTMLElement): EChartsType =>
  init(element, null, { renderer: 'svg' });

/** Periods from left to right; the required line is dashed, so that it differs without colour too. */
export function trendOf(cells: readonly Cell[], names: Names, look: Look) {
  const text = { color: look.ink, fontFamily: look.font };
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: text,
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: text },
    tooltip: { trigger: 'axis' as const },
    xAxis: {
      type: 'category' as const,
      data: cells.map(({ period }) => period),
      axisLabel: text,
      axisLine: { lineStyle: { color: look.line } },
    },
    yAxis: {
      type: 'value' as const,
      minInterval: 1,
      axisLabel: text,
      splitLine: { lineStyle: { color: look.line } },
    },
    series: [
      {
        type: 'bar' as const,
        name: names.done,
        data: cells.map(({ done }) => done),
        barMaxWidth: 28,
        itemStyle: { color: look.done },
      },
      {
        type: 'line' as const,
        name: names.required,
        data: cells.map(({ required }) => required),
        step: 'middle' as const,
        symbol: 'diamond',
        symbolSize: 8,
        lineStyle: { color: look.required, type: 'dashed' as const, width: 2 },
        itemStyle: { color: look.required },
      },
    ],
  };
}
