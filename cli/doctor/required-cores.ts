/** What stacks require of the clouds' regions. Pure. */
import type { Plan } from "../../infra/topology/plan.ts";

export interface RequiredMachine {
  /** Machine type of the cloud. */
  size: string;
  cpus: number;
  isSpot: boolean;
}

/** What the largest stack of a region requires there. */
export interface RequiredCores {
  region: string;
  cpus: number;
  machines: RequiredMachine[];
  stack: string;
  /** Google Cloud project; `null` if the stack file does not name one yet. */
  project: string | null;
}

/** For each region and project, the stack that requires the most cores there. */
export function requiredCores(plans: readonly Plan[], cloud: "azure" | "gcp"): RequiredCores[] {
  const all = plans.flatMap(({ stack, nodes, generators, kubernetes }): RequiredCores[] => {
    const inCloud = [...nodes, ...generators].flatMap(({ machine, cpus }) => {
      if (machine?.kind !== cloud) return [];
      const size = machine.kind === "azure" ? machine.vmSize : machine.machineType;
      return [{ region: machine.region, size, cpus, isSpot: machine.isSpot }];
    });
    return [...Map.groupBy(inCloud, ({ region }) => region)].map(([region, machines]) => ({
      region,
      stack,
      machines: machines.map(({ size, cpus, isSpot }) => ({ size, cpus, isSpot })),
      cpus: coresOf(machines),
      project: kubernetes?.gcp?.project ?? null,
    }));
  });
  const largest = new Map<string, RequiredCores>();
  for (const required of all) {
    const key = `${required.region} ${required.project}`;
    if (required.cpus > (largest.get(key)?.cpus ?? 0)) largest.set(key, required);
  }
  return [...largest.values()];
}

export const coresOf = (machines: readonly { cpus: number }[]): number =>
  machines.reduce((sum, { cpus }) => sum + cpus, 0);
