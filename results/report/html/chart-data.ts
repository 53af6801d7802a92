/** Charts as the page holds them: those of one cell have the same places and segments, which are written once. */
import type { Chart } from "./charts.ts";

type Frame = Pick<Chart, "x" | "segments">;

export interface ChartData {
  frames: Frame[];
  /** `frame`: the index of a chart's own. */
  charts: (Omit<Chart, keyof Frame> & { frame: number })[];
}

export function chartData(all: readonly Chart[]): ChartData {
  const places = new Map<string, number>();
  const frames: Frame[] = [];
  const charts = all.map(({ x, segments, ...chart }) => {
    const key = JSON.stringify([x, segments]);
    if (!places.has(key)) places.set(key, frames.push({ x, segments }) - 1);
    return { ...chart, frame: places.get(key)! };
  });
  return { frames, charts };
}
