/**
 * How often does a trend show a change that is none, and how often does it find a real one? Simulated series of runs with
 * normal noise, given to the `changePoints` that `stackmark results trend` calls.
 *
 * `node bench/trend.ts [--series 200]`. Bars, with 40 runs and 5 % of noise: at most 5 % of series without a change show
 * one; a step of +20 % in the middle is found within one run in at least 95 %. The other rows have no bar: fewer runs,
 * outliers, correlated noise, and how many runs after a step it takes to find it.
 */
import { parseArgs } from "node:util";
import { changePoints } from "../results/statistics/index.ts";
import { Draws } from "./synthetic/random.ts";

const MOST_ALARMS = 0.05;
const LEAST_FOUND = 0.95;
const NOISE = 0.05;

const { values: options } = parseArgs({ options: { series: { type: "string", default: "200" } } });
const count = Number(options.series);

interface Row {
  name: string;
  runs: number;
  /** Index of the first run after the step; `undefined`: no step. */
  at?: number;
  step?: number;
  /** Correlation of consecutive runs. */
  correlation?: number;
  /** Share of runs that are 50 % slower. */
  outliers?: number;
  bar?: "alarms" | "found";
}

const ROWS: Row[] = [
  { name: "no change", runs: 40, bar: "alarms" },
  { name: "no change, 5 % of runs 50 % slower", runs: 40, outliers: 0.05 },
  { name: "no change, runs correlated by 0.3", runs: 40, correlation: 0.3 },
  { name: "no change", runs: 12 },
  { name: "+20 % in the middle", runs: 40, at: 20, step: 0.2, bar: "found" },
  { name: "+10 % in the middle", runs: 40, at: 20, step: 0.1 },
  { name: "+5 % in the middle", runs: 40, at: 20, step: 0.05 },
  { name: "+20 % in the middle", runs: 12, at: 6, step: 0.2 },
  { name: "+20 %, 2 runs after it", runs: 40, at: 38, step: 0.2 },
  { name: "+20 %, 3 runs after it", runs: 40, at: 37, step: 0.2 },
  { name: "+20 %, 5 runs after it", runs: 40, at: 35, step: 0.2 },
];

/** Logarithms of a metric over the runs. */
function seriesOf({ runs, at = runs, step = 0, correlation = 0, outliers = 0 }: Row, draws: Draws): number[] {
  let previous = draws.normal();
  return Array.from({ length: runs }, (_, i) => {
    previous = correlation * previous + Math.sqrt(1 - correlation ** 2) * draws.normal();
    const outlier = draws.uniform() < outliers ? Math.log(1.5) : 0;
    return NOISE * previous + outlier + (i >= at ? Math.log1p(step) : 0);
  });
}

const percent = (hits: number): string => `${((100 * hits) / count).toFixed(1)} %`;

const draws = new Draws(20_261_130);
const table = ROWS.map((row) => {
  const counts = { any: 0, near: 0, more: 0 };
  for (let n = 0; n < count; n += 1) {
    const found = changePoints(seriesOf(row, draws));
    if (found.length > 0) counts.any += 1;
    if (row.at !== undefined && found.some(({ at }) => Math.abs(at - row.at!) <= 1)) counts.near += 1;
    if (row.at !== undefined && found.length > 1) counts.more += 1;
  }
  const isHeld = row.bar === "alarms" ? counts.any <= MOST_ALARMS * count : counts.near >= LEAST_FOUND * count;
  return {
    series: `${row.name}, ${row.runs} runs`,
    "any change": percent(counts.any),
    "within one run": row.at === undefined ? "" : percent(counts.near),
    "further changes": row.at === undefined ? "" : percent(counts.more),
    bar: row.bar === undefined ? "" : isHeld ? "held" : "MISSED",
  };
});
console.log(`${count} series per row, ${100 * NOISE} % of noise, p <= 0.01`);
console.table(table);
if (table.some(({ bar }) => bar === "MISSED")) process.exitCode = 1;
