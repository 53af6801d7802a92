/**
 * Does the estimated cost of a stack equal what its clouds meter? Brings phases up in the simulated clouds, at a minute a
 * second, lets them run for 30 minutes to 4 hours, and destroys them. Needs no Kubernetes and no root.
 *
 * `node bench/bill.ts [--runs 3] [--seed 1]`. Limits: 1 % when the destroy begins, and 1 % once it has ended.
 */
import { parseArgs } from "node:util";
import { formatDuration } from "../base/duration.ts";
import { Random } from "../base/random.ts";
import { accruedOf } from "../cli/budget/accrued.ts";
import type { StateResource } from "../cli/engines/engine.ts";
import { LIST_PRICES } from "../infra/budget/list-prices.ts";
import { stackPrices } from "../infra/budget/stack-prices.ts";
import type { ClusterPlan } from "../infra/topology/plan.ts";
import { billOf } from "../test/helpers/bill.ts";
import { phase } from "../test/infra/cluster/stacks.ts";
import { planCluster } from "../test/infra/topology/stacks.ts";
import { MachinesProject } from "../test/lab/plugins/clouds/machines-project.ts";

const LIMIT = 0.01;
const MINUTE_MS = 60_000;
const PACE = { speed: 60, slowness: 1 };
const PHASES = ["single", "multinode", "multicloud"];

const { values } = parseArgs({
  options: { runs: { type: "string", default: "3" }, seed: { type: "string", default: "1" } },
});
const random = new Random(Number(values.seed), 0);

let isKept = true;
for (const name of PHASES)
  for (let run = 0; run < Number(values.runs); run += 1) {
    const { text, before, after } = await billed(name, random.integer(30, 230));
    process.stdout.write(`${text}\n`);
    isKept &&= Math.abs(before) <= LIMIT && Math.abs(after) <= LIMIT;
  }
process.exitCode = isKept ? 0 : 1;

interface Billed {
  text: string;
  /** By how much the estimate is above the meters when the destroy begins, as a share. */
  before: number;
  /** The same once it has ended. */
  after: number;
}

/** @param minutes for which it is up */
async function billed(name: string, minutes: number): Promise<Billed> {
  await using project = await MachinesProject.open(name, phase(name), PACE);
  const plan = planCluster(phase(name), name);
  const { result } = await project.up();
  if (result !== "succeeded") throw new Error(project.said());
  const resources = inLabTime(project);
  project.clock.advance(minutes * MINUTE_MS);
  const [text, before] = compared(project, plan, resources);
  await project.destroy();
  const [textAfter, after] = compared(project, plan, resources);
  const took = formatDuration(minutes * MINUTE_MS);
  return { text: `${name}, ${took}: ${text}; after destroy ${textAfter}`, before, after };
}

function compared(
  { clouds, clock, deletedMs }: MachinesProject,
  plan: ClusterPlan,
  resources: readonly StateResource[],
): [string, number] {
  const nowMs = clock.nowMs();
  const metered = billOf(clouds.meters(), LIST_PRICES, nowMs);
  const estimated = accruedOf(plan, stackPrices(plan), resources, nowMs, deletedMs).usd;
  const off = estimated / metered - 1;
  const percent = `${(100 * off).toFixed(2)} %`;
  return [`metered $${metered.toFixed(5)}, estimated $${estimated.toFixed(5)} (${percent})`, off];
}

/** The state's resources, whose times are those of this machine. */
function inLabTime(project: MachinesProject): StateResource[] {
  return project.resources.map((each) => {
    if (each.created === undefined) return each;
    return { ...each, created: new Date(project.labMs(Date.parse(each.created))).toISOString() };
  });
}
