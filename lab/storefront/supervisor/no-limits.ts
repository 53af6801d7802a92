import type { NodeLimits } from "./limits.ts";
import { processUsage } from "./process-usage.ts";

/** A node without limits: `note` says why. Usage comes from /proc. */
export const noLimits = (note: string): NodeLimits => ({
  quota: { cpu: false, memory: false, note },
  cgroups: [],
  liftCpu() {},
  holdCpu() {},
  usage: (children) => ({ ...processUsage(children), throttledSeconds: null }),
  remove: () => Promise.resolve(),
});
