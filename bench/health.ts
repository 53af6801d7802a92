/**
 * Do the generator's audits and health rules leave healthy runs alone, and do they find what matters?
 *
 * `node bench/health.ts [--runs 1000] [--first 1] [--mutants 200] [--rate 5000]`: loads on a virtual clock, with the generator's own
 * code, over rates of 5 to 5000 a second, both models, even and random arrivals, service times of 0.2 to 500 ms, and timers
 * and pauses as on a busy machine. Bars: at most 0.5 % false alarms of each rule and 1 % in all; each mutant is found in at
 * least 99 %. `node bench/health.ts --real 60 [--seconds 6]` measures real servers of 5 to 15 ms, one load after the other.
 */
import { parseArgs } from "node:util";
import { Random } from "../base/random.ts";
import { Bars } from "./load/bars.ts";
import { drawLoad, simulate } from "./simulated/loads.ts";
import { isFound, MUTANTS } from "./simulated/mutants.ts";
import { realRuns } from "./simulated/real-loads.ts";
import { rulesBroken } from "./simulated/rules.ts";
import { upperBound } from "./synthetic/proportion.ts";

const MOST_BY_RULE = 0.005;
const MOST_IN_ALL = 0.01;
const LEAST_FOUND = 0.99;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "1000" },
    first: { type: "string", default: "1" },
    mutants: { type: "string", default: "200" },
    rate: { type: "string", default: "5000" },
    real: { type: "string" },
    seconds: { type: "string", default: "6" },
  },
});
const bars = new Bars();
const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

async function healthy(runs: number): Promise<void> {
  const alarms = new Map<string, number>();
  let invalid = 0;
  let noted = 0;
  const first = Number(values.first);
  for (let seed = first; seed < first + runs; seed += 1) {
    const load = drawLoad(seed, Number(values.rate));
    const result = await simulate(load);
    for (const rule of rulesBroken(result)) alarms.set(rule, (alarms.get(rule) ?? 0) + 1);
    if (result.generator.notes?.some((note) => /^(delayed|paused)/.test(note))) noted += 1;
    if (result.status === "complete") continue;
    invalid += 1;
    console.log(`        ${JSON.stringify(load)}: ${result.reasons.map(({ message }) => message).join("; ")}`);
  }
  const bound = `upper bound ${percent(upperBound(invalid, runs))}`;
  bars.add("false alarms in all", `${invalid} of ${runs}, ${bound}`, invalid <= MOST_IN_ALL * runs, "<= 1 %");
  for (const [rule, count] of alarms) {
    bars.add(`false alarms of ${rule}`, `${count} of ${runs}`, count <= MOST_BY_RULE * runs, "<= 0.5 %");
  }
  bars.add("healthy runs with a note on delays or pauses", `${noted} of ${runs}`, null);
}

async function mutants(runs: number): Promise<void> {
  for (const mutant of MUTANTS) {
    let found = 0;
    const by = new Map<string, number>();
    const first = 1_000_000 + Number(values.first);
    const loads = Array.from({ length: 2 * runs }, (_, index) => drawLoad(first + index, Number(values.rate)))
      .filter((load) => mutant.appliesTo?.(load) ?? true)
      .slice(0, runs);
    for (const load of loads) {
      const result = await simulate(load, mutant.faultsOf(load, new Random(load.seed, 3)));
      for (const rule of rulesBroken(result)) by.set(rule, (by.get(rule) ?? 0) + 1);
      if (isFound(mutant, result)) found += 1;
      else console.log(`        ${mutant.name} not found: ${JSON.stringify(load)}`);
    }
    const rules = [...by].map(([rule, count]) => `${rule} ${count}`).join(", ");
    bars.add(
      `${mutant.name} found`,
      `${found} of ${loads.length} (${rules})`,
      found >= LEAST_FOUND * loads.length,
      ">= 99 %",
    );
  }
}

if (values.real === undefined) {
  await healthy(Number(values.runs));
  await mutants(Number(values.mutants));
} else {
  await realRuns(Number(values.real), Number(values.seconds), bars);
}
bars.end();
