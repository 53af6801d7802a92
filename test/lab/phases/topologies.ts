/** Two topologies of one application in the lab, and their comparison. */
import assert from "node:assert/strict";
import type { Comparison } from "../../../results/compare/index.ts";

/** Node selectors. */
export const EDGE = { tier: "edge" };
export const SERVER = { "node-role.kubernetes.io/control-plane": "true" };

/** One service is on another node, the median was tested, and there is a verdict. @param level the only one */
export function assertMoved(
  { infrastructure, verdicts, levels }: Comparison,
  level: string,
  moved: { item: string; a: string; b: string },
): void {
  assert.deepEqual(
    infrastructure.filter(({ section }) => section === "placement"),
    [{ section: "placement", ...moved }],
  );
  assert.deepEqual(
    verdicts.primaries.map(({ metric, untested, ...primary }) => [primary.level, metric, untested]),
    [[level, "p50", null]],
  );
  assert.notEqual(verdicts.verdict, null, verdicts.why);
  const median = levels[0]!.metrics.find(({ metric }) => metric === "p50")!;
  assert.ok(median.a.value! > 0 && median.b.value! > 0, JSON.stringify([median.a, median.b]));
}
