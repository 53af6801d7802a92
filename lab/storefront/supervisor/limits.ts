import type { Ready } from "../../protocol/daemon.ts";
import type { ProcessGroup } from "./process-group.ts";
import type { Usage } from "./process-usage.ts";

export interface LimitedUsage extends Usage {
  /** Time that the CPU quota delayed processes; `null` if there is none. */
  throttledSeconds: number | null;
}

/** Of one replica; default: those of its node. */
export interface GroupLimits {
  cpus?: number;
  memoryMiB?: number;
}

/** The CPU and memory limits of a node. They apply to the process that creates them and to all that it starts. */
export interface NodeLimits {
  readonly quota: Ready["quota"];
  /** Folders that were created, in the order in which they can be removed. */
  readonly cgroups: string[];
  /** Lets the node use all CPUs for a while, such as during start-up. */
  liftCpu(): void;
  holdCpu(): void;
  usage(children: number[]): LimitedUsage;
  /**
   * A group for the processes of one replica. The name is unique in the node.
   * @param limits below those of the node, where the machine allows that
   */
  group(name: string, limits?: GroupLimits): Promise<ProcessGroup>;
  /** Moves this process out and removes the cgroups. All other processes in them must have ended, and all groups must be removed. */
  remove(): Promise<void>;
}

/**
 * Period of the CPU quota. A fifth of the kernel's default, so that a node which has used up its share waits for
 * milliseconds, as on a slower CPU, rather than for most of a tenth of a second.
 */
export const CPU_PERIOD_US = 20_000;

export const cpuQuotaUs = (cpus: number): number => Math.max(1_000, Math.round(cpus * CPU_PERIOD_US));
