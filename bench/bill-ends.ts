/**
 * Does every stack that a cloud bills come to an end? Kills `up` and `destroy` of a stack in both simulated clouds at random
 * moments, pauses stacks, lets them expire, and sweeps or destroys what is left. Needs no Kubernetes and no root.
 *
 * `node bench/bill-ends.ts [--kills 50] [--others 10] [--seed 1]`. Limits: nothing left, no neighbour's resource touched, no
 * machine that runs after its time unless it was killed before its guard was made.
 */
import { parseArgs } from "node:util";
import { endStack, type Ended, type Ending } from "../test/lab/plugins/clouds/ended-stacks.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    others: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
  },
});
const [kills, others, seed] = [values.kills, values.others, values.seed].map(Number) as [number, number, number];

const ENDINGS: Readonly<Record<Ending, number>> = {
  killed: kills,
  "half-destroyed": others,
  paused: others,
  expired: others,
};

let isKept = true;
for (const [ending, count] of Object.entries(ENDINGS) as [Ending, number][]) {
  const all: Ended[] = [];
  if (count === 0) continue;
  for (let run = 0; run < count; run += 1) {
    const ended = await endStack(ending, seed + run);
    all.push(ended);
    for (const problem of [...ended.problems, ...ended.left, ...ended.touched])
      process.stdout.write(`${ending}, seed ${seed + run}: ${problem}\n`);
  }
  process.stdout.write(`${summary(ending, all)}\n`);
  isKept &&= all.every(({ left, touched, problems }) => left.length + touched.length + problems.length === 0);
}
process.exitCode = isKept ? 0 : 1;

function summary(ending: Ending, all: readonly Ended[]): string {
  const sum = (of: (ended: Ended) => number): number => all.reduce((total, each) => total + of(each), 0);
  const counts = all.map(({ resources }) => resources);
  const ran = sum(({ running }) => running.before.length);
  const runs = sum(({ running }) => running.after.length);
  return [
    `${ending}: ${all.length} stacks with ${Math.min(...counts)} to ${Math.max(...counts)} resources`,
    `${ran} machines ran, ${runs} after their time`,
    `${sum(({ left }) => left.length)} resources left after ${all[0]?.end}`,
    `${sum(({ touched }) => touched.length)} of neighbours touched`,
  ].join("; ");
}
