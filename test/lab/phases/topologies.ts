/** Two topologies of one application in the lab: their measurements and comparison. */
import assert from "node:assert/strict";
import type { Comparison } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";

/** Node selectors. */
export const EDGE = { tier: "edge" };
export const SERVER = { "node-role.kubernetes.io/control-plane": "true" };

/** The first cell is complete, without a failure, and has the CPU of these services. @returns its metrics */
export function assertMeasured({ load }: Pick<StackOutputs, "load">, services: readonly string[]) {
  const { result, metrics } = load[0]!;
  assert.deepEqual([result.status, result.overall.failures], ["complete", 0], JSON.stringify(result.reasons));
  assert.ok(result.overall.requests > 10);
  assert.deepEqual(metrics!.services.map(({ name }) => name).sort(), services);
  assertCpu(metrics!.services);
  return metrics!;
}

interface Usage {
  name: string;
  cpuCores: { avg: number | null; reason?: string };
}

export function assertCpu(usages: readonly Usage[]): void {
  for (const { name, cpuCores } of usages) assert.ok(cpuCores.avg !== null, `CPU of ${name}: ${cpuCores.reason}`);
}

/** One service is elsewhere, the median decides, and there is a verdict if both cells were steady. @param level the only one */
export function assertMoved(
  { infrastructure, verdicts, levels }: Comparison,
  level: string,
  moved: { item: string; a: string; b: string },
): void {
  assert.deepEqual(
    infrastructure.filter(({ section }) => section === "placement"),
    [{ section: "placement", ...moved }],
  );
  const [primary, ...others] = verdicts.primaries;
  assert.deepEqual([primary?.level, primary?.metric, others], [level, "p50", []]);
  // On a busy machine, a cell may not be steady, and is no evidence.
  assert.ok([undefined, "no evidence"].includes(primary!.untested?.because), primary!.untested?.reason);
  assert.equal(verdicts.verdict === null, primary!.untested !== null, verdicts.why);
  const median = levels[0]!.metrics.find(({ metric }) => metric === "p50")!;
  assert.ok(median.a.value! > 0 && median.b.value! > 0, JSON.stringify([median.a, median.b]));
}
