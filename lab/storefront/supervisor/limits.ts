import type { Ready } from "../../protocol/daemon.ts";
import type { Usage } from "./process-usage.ts";

export interface LimitedUsage extends Usage {
  /** Time that the CPU quota held processes back; `null` where none holds. */
  throttledSeconds: number | null;
}

/** The CPU and memory limits of a node. The process that makes them is inside; what it starts is born inside. */
export interface NodeLimits {
  readonly quota: Ready["quota"];
  /** Folders that were made, in the order in which they can be removed. */
  readonly cgroups: string[];
  /** Lets the node use all CPUs for a while, such as during start-up. */
  liftCpu(): void;
  holdCpu(): void;
  usage(children: number[]): LimitedUsage;
  /** Moves this process out and removes what was made. Everything else inside must have ended. */
  remove(): Promise<void>;
}

/**
 * Length of the period in which the CPU quota is given out. A fifth of the kernel's default: a node that has used up
 * its share waits for milliseconds, as on a slower CPU, rather than for most of a tenth of a second.
 */
export const CPU_PERIOD_US = 20_000;

export const cpuQuotaUs = (cpus: number): number => Math.max(1_000, Math.round(cpus * CPU_PERIOD_US));
