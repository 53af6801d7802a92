/**
 * How often does a comparison of two equal systems report a change? Compares synthetic runs of one service, A against A,
 * with the `compare` that `stackmark diff` calls, and with two naive tests.
 *
 * `node bench/aa.ts [--comparisons 2000] [--repeats 5]`: 3 levels, so 6 primaries. Bars: the rate of false alarms of the
 * whole comparison has a 95 % Clopper-Pearson upper bound of at most 6 %; at least 93 % of the uncorrected 95 % intervals
 * contain 0. `node bench/aa.ts --real 60 --seconds 30` measures one real service 60 times and compares the runs.
 *
 * `node bench/aa.ts --one-run` compares single runs, whose spread is assumed. Bars: at most 1 % of false alarms, with an
 * upper bound of at most 2 %; a level that is three times slower is found in at least 99 %. The best share that any test
 * with 1 % of false alarms can reach is printed for comparison, even if the test knew the spread.
 */
import { parseArgs } from "node:util";
import { compare } from "../results/compare/index.ts";
import { interval } from "../results/statistics/index.ts";
import { pooledBlocksAlarm, perRequestAlarm } from "./synthetic/naive.ts";
import * as noises from "./synthetic/noise.ts";
import { upperBound } from "./synthetic/proportion.ts";
import { bestShare, countOneRun, oneRunRows } from "./synthetic/one-run.ts";
import { Draws } from "./synthetic/random.ts";
import { sideOf, type Shape } from "./synthetic/side.ts";

const MOST_ALARMS = 0.06;
const LEAST_COVERAGE = 0.93;
const ONE_RUN = { mostAlarms: 0.01, mostBound: 0.02, leastFound: 0.99, spreads: [0.03, 0.05, 0.1, 0.15, 0.2] };

const { values: options } = parseArgs({
  options: {
    comparisons: { type: "string", default: "2000" },
    repeats: { type: "string", default: "5" },
    "one-run": { type: "boolean", default: false },
    real: { type: "string" },
    seconds: { type: "string", default: "30" },
  },
});

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function synthetic(noise: noises.Noise, comparisons: number, repeats: number) {
  // If a side has several deployments, they are the replicates: as many of them as there are cells otherwise.
  const perDeployment = Math.max(1, noise.repeatsPerDeployment);
  const shape: Shape = {
    noise,
    repeats: repeats * perDeployment,
    seconds: 60,
    requestsPerS: 10,
    levels: ["low", "medium", "high"],
  };
  const draws = new Draws(20_260_301);
  const counts = { alarm: 0, inconclusive: 0, none: 0, covered: 0, intervals: 0, perRequest: 0, pooledBlocks: 0 };
  for (let n = 0; n < comparisons; n += 1) {
    const [a, b] = [sideOf("a", shape, draws), sideOf("b", shape, draws)];
    const { verdicts, levels } = compare(a.outputs, b.outputs);
    if (verdicts.verdict === "better" || verdicts.verdict === "worse") counts.alarm += 1;
    if (verdicts.verdict === "inconclusive") counts.inconclusive += 1;
    if (verdicts.verdict === "no difference") counts.none += 1;
    for (const { spread, role } of levels.flatMap(({ metrics }) => metrics)) {
      if (role !== "primary" || !spread) continue;
      const { low, high } = interval(spread.estimate, 0.95);
      counts.intervals += 1;
      if (low <= 0 && high >= 0) counts.covered += 1;
    }
    if (perRequestAlarm(a.raw, b.raw)) counts.perRequest += 1;
    if (pooledBlocksAlarm(a.raw, b.raw, draws)) counts.pooledBlocks += 1;
  }
  const bound = upperBound(counts.alarm, comparisons);
  const coverage = counts.covered / counts.intervals;
  const isHeld = bound <= MOST_ALARMS && coverage >= LEAST_COVERAGE;
  return {
    noise: noise.name,
    "false alarms": percent(counts.alarm / comparisons),
    "upper bound": percent(bound),
    coverage: percent(coverage),
    inconclusive: percent(counts.inconclusive / comparisons),
    "no difference": percent(counts.none / comparisons),
    "per-request t": percent(counts.perRequest / comparisons),
    "pooled blocks": percent(counts.pooledBlocks / comparisons),
    bar: noise === noises.confounded ? "none: the output warns" : isHeld ? "held" : "MISSED",
  };
}

function oneRun(comparisons: number) {
  const draws = new Draws(20_261_129);
  return oneRunRows(ONE_RUN.spreads).map((row) => {
    const { alarms, found } = countOneRun(row, comparisons, draws);
    const bound = upperBound(alarms, comparisons);
    const isQuiet = alarms / comparisons <= ONE_RUN.mostAlarms && bound <= ONE_RUN.mostBound;
    const isFound = found / comparisons >= ONE_RUN.leastFound;
    console.error(`${row.noise.name} done`);
    return {
      noise: row.noise.name,
      "false alarms": percent(alarms / comparisons),
      "upper bound": percent(bound),
      "× 3 found": percent(found / comparisons),
      "best possible": percent(bestShare(row.spread)),
      bar:
        row.noise === noises.bimodal
          ? "none: beyond what is assumed"
          : isQuiet && isFound
            ? "held"
            : `MISSED${isQuiet ? "" : ": alarms"}${isFound ? "" : ": × 3"}`,
    };
  });
}

if (options["one-run"]) {
  const rows = oneRun(Number(options.comparisons));
  console.log(`${options.comparisons} comparisons of each kind per row, one run per side, 6 primaries`);
  console.table(rows);
  if (rows.some(({ bar }) => bar.startsWith("MISSED"))) process.exitCode = 1;
} else if (options.real !== undefined) {
  const { realRuns } = await import("./synthetic/real.ts");
  await realRuns(Number(options.real), Number(options.seconds), Number(options.repeats));
} else {
  const { independent, ar90, ar95, drift, bimodal, runToRun, deployments, confounded } = noises;
  const rows = [];
  for (const noise of [independent, ar90, ar95, drift, bimodal, runToRun, deployments, confounded]) {
    rows.push(synthetic(noise, Number(options.comparisons), Number(options.repeats)));
    console.error(`${noise.name} done`);
  }
  console.log(`${options.comparisons} comparisons per row, ${options.repeats} repeats per side, 6 primaries`);
  console.log(`bars: upper bound of false alarms <= ${percent(MOST_ALARMS)}, coverage >= ${percent(LEAST_COVERAGE)}`);
  console.table(rows);
  if (rows.some(({ bar }) => bar === "MISSED")) process.exitCode = 1;
}
