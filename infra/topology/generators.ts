/** The machines that send the load. They are outside the cluster. */
import type { StackConfig } from "../config/schema/index.ts";
import { nodeConfigSchema } from "../config/schema/node.ts";
import { machineOf, regionOf, sizeOf, type PlannedMachine } from "./nodes.ts";
import { siteName } from "./sites.ts";

export interface PlannedGenerator extends PlannedMachine {
  /** Worker processes. */
  workers: number;
  /** Undefined: unknown. */
  region: string | undefined;
  zone: string | undefined;
}

/** Of each machine in a cloud, which are left to its system. */
const SYSTEM_CORES = 1;
/** Enough for Node and the generator. */
const DISK_GIB = 30;

/** @returns none if this machine sends the load */
export function planGenerators(
  stack: string,
  { load, topology }: Pick<StackConfig, "load" | "topology">,
): PlannedGenerator[] {
  if (load.from !== "generators") return [];
  return load.generators.flatMap(({ count, workers, region: own, ...written }) =>
    Array.from({ length: count }, (_, index): PlannedGenerator => {
      const name = count === 1 ? written.name : `${written.name}-${index + 1}`;
      const node = nodeConfigSchema.parse({ ...written, name, region: own, diskGiB: DISK_GIB });
      const { cpus, ...size } = sizeOf(node);
      const region = regionOf(node, topology);
      const machine = machineOf(stack, node, topology)!;
      return {
        ...{ name, cloud: written.cloud, ...size, cpus, machine },
        site: siteName(written.cloud, region, name),
        workers: workers ?? (written.cloud === "existing" ? 1 : Math.max(1, Math.floor(cpus) - SYSTEM_CORES)),
        region: region === "" ? own : region,
        zone: machine.kind === "gcp" ? machine.zone : written.zone,
      };
    }),
  );
}

/** The pool of a region. @param region undefined: all machines */
export const generatorsIn = <T extends { region?: string }>(
  generators: readonly T[],
  region: string | undefined,
): T[] => generators.filter((generator) => region === undefined || generator.region === region);

/**
 * Where the load comes from, for readers; loads from other places are not comparable.
 * @param here in words, if it is this machine
 */
export function vantageOf(generators: readonly PlannedGenerator[], here: string): string {
  if (generators.length === 0) return here;
  const placeOf = ({ zone, region, machine }: PlannedGenerator) =>
    zone ?? region ?? (machine.kind === "existing" ? machine.publicIp : "somewhere");
  return `generators ${generators.map((each) => `${each.name} (${placeOf(each)})`).join(", ")}`;
}
