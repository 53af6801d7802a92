/**
 * How often is a real change found? Shifts the latencies of one level by 10 % and compares with the `compare` that
 * `stackmark diff` calls, for several spreads between runs, numbers of repeats, and kinds of noise. There are 6 primaries,
 * and only those of that level change.
 *
 * `node bench/power.ts [--experiments 400] [--points all]`; `--points bars` runs only the points nearest to a bar. Bars:
 * the level's p50 gets the verdict `worse` in at least 80 % of experiments, with a spread of at most 3 % and 5 repeats, or
 * of at most 5.5 % and 10 repeats. A smaller share is "at the bar" if its 95 % upper bound reaches 80 %, else MISSED.
 *
 * The limit is printed for comparison: the share that the same test finds for normally distributed values, at the first
 * of Holm's six steps and at the second, which applies if the level's p95 was found first. Pairs have half the degrees of
 * freedom, so interleaved repeats have no bar at these counts; their purpose is to keep a drift from looking like a change.
 */
import { parseArgs } from "node:util";
import { compare } from "../results/compare/index.ts";
import { variance } from "../results/statistics/estimate.ts";
import { limitOf } from "./synthetic/limit.ts";
import { ofSpread, type Noise } from "./synthetic/noise.ts";
import { upperBound } from "./synthetic/proportion.ts";
import { Draws } from "./synthetic/random.ts";
import { sideOf, type Shape } from "./synthetic/side.ts";

const SHIFT = Math.log(1.1);
const MIN_SHARE = 0.8;
const LEVEL = 0.05;
const PRIMARIES = 6;
const SPREADS = [0.02, 0.03, 0.04, 0.055, 0.06, 0.08];
const REPEATS = [5, 10, 20];
/** The largest spread for which each number of repeats must suffice. */
const BARS: Readonly<Record<number, number>> = { 5: 0.03, 10: 0.055 };

const { values: options } = parseArgs({
  options: { experiments: { type: "string", default: "400" }, points: { type: "string", default: "all" } },
});
const experiments = Number(options.experiments);
const isEverywhere = options.points === "all";

/** With `--points bars`, only those that a bar is defined for. */
const spreadsOf = ({ interleaved }: Noise, repeats: number): number[] =>
  SPREADS.filter((spread) => isEverywhere || (!interleaved && BARS[repeats] === spread));

function found(shape: Shape, draws: Draws): boolean {
  const { verdicts } = compare(sideOf("a", shape, draws).outputs, sideOf("b", shape, draws, SHIFT).outputs);
  return (
    verdicts.primaries.find(({ level, metric }) => level === shape.levels[0] && metric === "p50")!.verdict === "worse"
  );
}

const shapeOf = (noise: Noise, repeats: number): Shape => ({
  noise,
  repeats,
  seconds: 60,
  requestsPerS: 10,
  levels: ["low", "medium", "high"],
});

/** The variance between cells if there is none between runs: it is part of the total spread. */
function varianceWithin(kind: number): number {
  const noise = { ...ofSpread(0)[kind]!, interleaved: false };
  const { outputs } = sideOf("a", { ...shapeOf(noise, 400), levels: ["low"] }, new Draws(1));
  const medians = outputs.load.map(({ result }, i) => {
    const [before, after] = [Math.max(0, i - 1), Math.min(399, i + 1)].map((at) => outputs.load[at]!);
    // A drift is not spread between runs, so the mean of the neighbours is subtracted.
    const near = (Math.log(before!.result.overall.latencyMs.p50!) + Math.log(after!.result.overall.latencyMs.p50!)) / 2;
    return (Math.log(result.overall.latencyMs.p50!) - near) / Math.sqrt(1.5);
  });
  return variance(medians);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const column = (spread: number): string => `sd ${100 * spread} %`;

/** The limits at the two steps of Holm's procedure that can decide the level's two primaries. */
function limits(isPaired: boolean): Record<string, string>[] {
  const draws = new Draws(7);
  return REPEATS.map((repeats) => ({
    test: isPaired ? "pairs" : "two groups",
    repeats: String(repeats),
    ...Object.fromEntries(
      SPREADS.map((sd) => {
        const steps = [PRIMARIES, PRIMARIES - 1].map((remaining) =>
          percent(limitOf({ shift: SHIFT, sd, repeats, isPaired, level: LEVEL / remaining }, draws)),
        );
        return [column(sd), steps.join(" – ")];
      }),
    ),
  }));
}

function barOf(share: number): "held" | "at the bar" | "MISSED" {
  if (share >= MIN_SHARE) return "held";
  return upperBound(Math.round(share * experiments), experiments) >= MIN_SHARE ? "at the bar" : "MISSED";
}

const rows: Record<string, string>[] = [];
for (const [kind, bare] of ofSpread(0).entries()) {
  const within = varianceWithin(kind);
  for (const repeats of REPEATS) {
    const spreads = spreadsOf(bare, repeats);
    if (spreads.length === 0) continue;
    const row: Record<string, string> = { noise: bare.name, repeats: String(repeats) };
    for (const spread of spreads) {
      const noise = ofSpread(Math.sqrt(spread ** 2 - within))[kind]!;
      const shape = shapeOf(noise, repeats);
      const draws = new Draws(20_260_302);
      let hits = 0;
      for (let n = 0; n < experiments; n += 1) if (found(shape, draws)) hits += 1;
      const isBarred = !noise.interleaved && spread <= (BARS[repeats] ?? 0);
      row[column(spread)] = [percent(hits / experiments), ...(isBarred ? [barOf(hits / experiments)] : [])].join(" ");
    }
    rows.push(row);
    console.error(`${bare.name}, ${repeats} repeats done`);
  }
}
console.log(
  `${experiments} experiments per cell: share in which a 10 % shift of one level's p50 got the verdict \`worse\`, ${PRIMARIES} primaries`,
);
console.log("bars: 80 % if the spread between runs is at most 3 % with 5 repeats, or 5.5 % with 10");
console.table(rows);
console.log(
  "the limit: the same test on normally distributed values without other noise, at Holm's first and second step",
);
console.table([...limits(false), ...limits(true)]);
if (rows.some((row) => Object.values(row).some((cell) => cell.endsWith("MISSED")))) process.exitCode = 1;
