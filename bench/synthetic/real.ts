/** Compares real runs of one service on this machine, A against A: every change that is reported is a false alarm. */
import { runLoad } from "../../loadgen/index.ts";
import { compare } from "../../results/compare/index.ts";
import { DEFAULT_MARGINS, defaultPrimaries } from "../../results/schema/analysis-plan.ts";
import type { CellOutput } from "../../results/schema/outputs.ts";
import { aCell, anOutputs } from "../../test/helpers/builders.ts";
import { startShop } from "../../test/helpers/shop.ts";
import { upperBound } from "./proportion.ts";
import { Draws } from "./random.ts";

const USERS = 20;
const WARM_UP_S = 3;
/** Number of other divisions of the same runs. They overlap, so they only show how much chance one division has. */
const REDRAWS = 2000;

/** Measures runs one after the other, then compares groups of `repeats` runs. No run is in two groups. */
export async function realRuns(runs: number, seconds: number, repeats: number): Promise<void> {
  const shop = await startShop();
  const cells: CellOutput[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const { result } = await runLoad({
        model: "closed",
        scenario: "boutique",
        target: shop.url,
        users: USERS,
        spawnRatePerS: USERS,
        warmUpMs: 1000 * WARM_UP_S,
        durationMs: 1000 * seconds,
        thinkTimeScale: 0.05,
        seed: run,
        gracefulStopMs: 5000,
      });
      const { ratePerS, latencyMs } = result.overall;
      console.error(`run ${run} of ${runs}: ${result.status}, ${ratePerS.toFixed(0)} req/s, p50 ${latencyMs.p50} ms`);
      if (result.status === "complete" && latencyMs.p50 !== null)
        cells.push(aCell({ level: "real", repeat: run, result, metrics: null }));
    }
  } finally {
    await shop.close();
  }
  const draws = new Draws(1);
  const values = cells.map(({ result }) => Math.log(result.overall.latencyMs.p50!));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  console.log(
    `${cells.length} complete runs of ${seconds} s; p50 differs by ${(100 * sd).toFixed(2)} % (sd) between them`,
  );
  const once = tally(divisions(shuffled(cells, draws), repeats));
  console.log(`no run in two comparisons, ${repeats} per side: ${line(once)}`);
  const turns = tally(divisions(cells, repeats, true));
  console.log(`in the order of measurement, sides in turns: ${line(turns)}`);
  const again = Array.from({ length: Math.ceil(REDRAWS / once.all) }, () =>
    divisions(shuffled(cells, draws), repeats),
  ).flat();
  console.log(`redrawn, so not independent: ${line(tally(again))}`);
}

type Pair = { a: CellOutput[]; b: CellOutput[] };

/** With `inTurns`, sides in the order A B B A ..., as in a live comparison; otherwise the first half against the second. */
function divisions(cells: readonly CellOutput[], repeats: number, inTurns = false): Pair[] {
  return Array.from({ length: Math.floor(cells.length / (2 * repeats)) }, (_, i) => {
    const own = cells.slice(2 * repeats * i, 2 * repeats * (i + 1));
    const isA = (at: number) => (inTurns ? at % 4 === 0 || at % 4 === 3 : at < repeats);
    return { a: own.filter((_cell, at) => isA(at)), b: own.filter((_cell, at) => !isA(at)) };
  });
}

interface Tally {
  all: number;
  alarms: number;
  inconclusive: number;
}

function tally(pairs: readonly Pair[]): Tally {
  const verdicts = pairs.map(({ a, b }) => compare(side("a", a), side("b", b)).verdicts.verdict);
  const count = (words: (string | null)[]) => verdicts.filter((word) => words.includes(word)).length;
  return { all: pairs.length, alarms: count(["better", "worse"]), inconclusive: count(["inconclusive", null]) };
}

const line = ({ all, alarms, inconclusive }: Tally): string =>
  `${alarms} false alarms in ${all} (upper bound ${(100 * upperBound(alarms, all)).toFixed(1)} %), ${inconclusive} inconclusive`;

function side(stack: string, cells: readonly CellOutput[]) {
  const load = cells.map((cell, i) => ({ ...cell, cell: `load-real-${i + 1}`, repeat: i + 1, runId: stack }));
  const outputs = anOutputs({ stack, runId: stack, load });
  const samples = Math.min(...load.map(({ result }) => result.overall.ok));
  const comparison = { ...defaultPrimaries([{ name: "real", samples }]), margins: DEFAULT_MARGINS };
  return { ...outputs, plan: { ...outputs.plan, comparison } };
}

function shuffled<T>(values: readonly T[], draws: Draws): T[] {
  return values
    .map((value) => ({ value, at: draws.uniform() }))
    .sort((one, other) => one.at - other.at)
    .map(({ value }) => value);
}
