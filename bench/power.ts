/**
 * Is a change that is there found? A shift of one level's latencies by 10 %, through the very `compare` that `stackmark diff`
 * calls, over the spread between runs, repeats a side, and kinds of noise; with 6 primaries, of which only that level's change.
 *
 * `node bench/power.ts [--experiments 400] [--points all]`; `--points bars`: only where a bar is nearest. Bars: the level's
 * p50 is called worse in at least 80 % with a spread of at most 3 % and 5 repeats, and of at most 5.5 % and 10 repeats; a share
 * below that is missed where its 95 % upper bound is too, and at the bar where it is not. Beside them is the limit: what the same test finds of normal values, at the first of Holm's six
 * steps and at the second, which is reached where the level's p95 was found first. Pairs have half the degrees of freedom, so
 * repeats in turns have no bar at these counts: what they are for is a drift that would otherwise be taken for a change.
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
const LEAST = 0.8;
const LEVEL = 0.05;
const PRIMARIES = 6;
const SPREADS = [0.02, 0.03, 0.04, 0.055, 0.06, 0.08];
const REPEATS = [5, 10, 20];
/** The greatest spread at which so many repeats are to suffice. */
const BARS: Readonly<Record<number, number>> = { 5: 0.03, 10: 0.055 };

const { values: options } = parseArgs({
  options: { experiments: { type: "string", default: "400" }, points: { type: "string", default: "all" } },
});
const experiments = Number(options.experiments);
const isEverywhere = options.points === "all";

/** With `--points bars` those that no bar speaks of are left out. */
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

/** What cells of this noise differ by where runs don't: a part of the spread that is asked for. */
function varianceWithin(kind: number): number {
  const noise = { ...ofSpread(0)[kind]!, interleaved: false };
  const { outputs } = sideOf("a", { ...shapeOf(noise, 400), levels: ["low"] }, new Draws(1));
  const medians = outputs.load.map(({ result }, i) => {
    const [before, after] = [Math.max(0, i - 1), Math.min(399, i + 1)].map((at) => outputs.load[at]!);
    // What drifts is no spread between runs: neighbours share it.
    const near = (Math.log(before!.result.overall.latencyMs.p50!) + Math.log(after!.result.overall.latencyMs.p50!)) / 2;
    return (Math.log(result.overall.latencyMs.p50!) - near) / Math.sqrt(1.5);
  });
  return variance(medians);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const column = (spread: number): string => `sd ${100 * spread} %`;

/** At the two steps of Holm's that the level's two primaries can be decided at. */
function limits(isPaired: boolean): Record<string, string>[] {
  const draws = new Draws(7);
  return REPEATS.map((repeats) => ({
    test: isPaired ? "pairs" : "two groups",
    repeats: String(repeats),
    ...Object.fromEntries(
      SPREADS.map((sd) => {
        const steps = [PRIMARIES, PRIMARIES - 1].map((left) =>
          percent(limitOf({ shift: SHIFT, sd, repeats, isPaired, level: LEVEL / left }, draws)),
        );
        return [column(sd), steps.join(" – ")];
      }),
    ),
  }));
}

function barOf(share: number): "held" | "at the bar" | "MISSED" {
  if (share >= LEAST) return "held";
  return upperBound(Math.round(share * experiments), experiments) >= LEAST ? "at the bar" : "MISSED";
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
  `${experiments} experiments a cell: share in which a shift of 10 % of one level's p50 was called worse, ${PRIMARIES} primaries`,
);
console.log("bars: 80 % where the spread between runs is at most 3 % with 5 repeats, 5.5 % with 10");
console.table(rows);
console.log("the limit: the same test of normal values that differ by nothing else, at Holm's first and second step");
console.table([...limits(false), ...limits(true)]);
if (rows.some((row) => Object.values(row).some((cell) => cell.endsWith("MISSED")))) process.exitCode = 1;
