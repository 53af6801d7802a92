/**
 * How often does a comparison of equals come out as a change? Synthetic runs of a service, A against A, through the very
 * `compare` that `stackmark diff` calls, with two naive tests beside it.
 *
 * `node bench/aa.ts [--comparisons 2000] [--repeats 5]`: 3 levels, so 6 primaries. Bars: false alarms of the whole
 * comparison with a 95 % Clopper-Pearson upper bound of at most 6 %; the uncorrected 95 % intervals cover 0 in at least 93 %.
 * `node bench/aa.ts --real 60 --seconds 30` measures one service so often, and compares runs of it.
 */
import { parseArgs } from "node:util";
import { compare } from "../results/compare/index.ts";
import { interval } from "../results/statistics/index.ts";
import { pooledBlocksAlarm, perRequestAlarm } from "./synthetic/naive.ts";
import * as noises from "./synthetic/noise.ts";
import { upperBound } from "./synthetic/proportion.ts";
import { Draws } from "./synthetic/random.ts";
import { sideOf, type Shape } from "./synthetic/side.ts";

const MOST_ALARMS = 0.06;
const LEAST_COVERAGE = 0.93;

const { values: options } = parseArgs({
  options: {
    comparisons: { type: "string", default: "2000" },
    repeats: { type: "string", default: "5" },
    real: { type: "string" },
    seconds: { type: "string", default: "30" },
  },
});

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function synthetic(noise: noises.Noise, comparisons: number, repeats: number) {
  // Lives are what counts where there are several: as many of them as there are cells elsewhere.
  const perLife = Math.max(1, noise.repeatsPerDeployment);
  const shape: Shape = {
    noise,
    repeats: repeats * perLife,
    seconds: 60,
    requestsPerS: 10,
    levels: ["low", "medium", "high"],
  };
  const draws = new Draws(20_260_301);
  const seen = { alarm: 0, inconclusive: 0, none: 0, covered: 0, intervals: 0, perRequest: 0, pooledBlocks: 0 };
  for (let n = 0; n < comparisons; n += 1) {
    const [a, b] = [sideOf("a", shape, draws), sideOf("b", shape, draws)];
    const { verdicts, levels } = compare(a.outputs, b.outputs);
    if (verdicts.verdict === "better" || verdicts.verdict === "worse") seen.alarm += 1;
    if (verdicts.verdict === "inconclusive") seen.inconclusive += 1;
    if (verdicts.verdict === "no difference") seen.none += 1;
    for (const { spread, role } of levels.flatMap(({ metrics }) => metrics)) {
      if (role !== "primary" || !spread) continue;
      const { low, high } = interval(spread.estimate, 0.95);
      seen.intervals += 1;
      if (low <= 0 && high >= 0) seen.covered += 1;
    }
    if (perRequestAlarm(a.raw, b.raw)) seen.perRequest += 1;
    if (pooledBlocksAlarm(a.raw, b.raw, draws)) seen.pooledBlocks += 1;
  }
  const bound = upperBound(seen.alarm, comparisons);
  const coverage = seen.covered / seen.intervals;
  const isHeld = bound <= MOST_ALARMS && coverage >= LEAST_COVERAGE;
  return {
    noise: noise.name,
    "false alarms": percent(seen.alarm / comparisons),
    "upper bound": percent(bound),
    coverage: percent(coverage),
    inconclusive: percent(seen.inconclusive / comparisons),
    "no difference": percent(seen.none / comparisons),
    "per-request t": percent(seen.perRequest / comparisons),
    "pooled blocks": percent(seen.pooledBlocks / comparisons),
    bar: noise === noises.confounded ? "none: said in words" : isHeld ? "held" : "MISSED",
  };
}

if (options.real !== undefined) {
  const { realRuns } = await import("./synthetic/real.ts");
  await realRuns(Number(options.real), Number(options.seconds), Number(options.repeats));
} else {
  const { independent, ar90, ar95, drift, bimodal, runToRun, deployments, confounded } = noises;
  const rows = [];
  for (const noise of [independent, ar90, ar95, drift, bimodal, runToRun, deployments, confounded]) {
    rows.push(synthetic(noise, Number(options.comparisons), Number(options.repeats)));
    console.error(`${noise.name} done`);
  }
  console.log(`${options.comparisons} comparisons a row, ${options.repeats} repeats a side, 6 primaries`);
  console.log(`bars: upper bound of false alarms <= ${percent(MOST_ALARMS)}, coverage >= ${percent(LEAST_COVERAGE)}`);
  console.table(rows);
  if (rows.some(({ bar }) => bar === "MISSED")) process.exitCode = 1;
}
