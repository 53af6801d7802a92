/** Named machine sizes. Two `local-s` nodes leave 0.6 of two cores to the load generator and the engine. */
export interface Size {
  cpus: number;
  memoryMiB: number;
  /**
   * `burstable`: full speed only while CPU credits last. `shared`: cores that other VMs use too. Both distort results.
   */
  cores: "emulated" | "whole" | "burstable" | "shared";
}

const GiB = 1024;
const whole = (cpus: number, memoryGiB: number): Size => ({ cpus, memoryMiB: memoryGiB * GiB, cores: "whole" });
const burstable = (cpus: number, memoryGiB: number): Size => ({ ...whole(cpus, memoryGiB), cores: "burstable" });
const shared = (cpus: number, memoryGiB: number): Size => ({ ...whole(cpus, memoryGiB), cores: "shared" });

export type CloudName = "local" | "azure" | "gcp" | "existing";

export const SIZES: Record<CloudName, Record<string, Size>> = {
  local: {
    "local-s": { cpus: 0.7, memoryMiB: 1024, cores: "emulated" },
    "local-m": { cpus: 1.4, memoryMiB: 2048, cores: "emulated" },
    "local-l": { cpus: 3, memoryMiB: 4096, cores: "emulated" },
  },
  azure: {
    Standard_D2s_v5: whole(2, 8),
    Standard_D4s_v5: whole(4, 16),
    Standard_D8s_v5: whole(8, 32),
    Standard_D16s_v5: whole(16, 64),
    Standard_F4s_v2: whole(4, 8),
    Standard_F8s_v2: whole(8, 16),
    Standard_B2s: burstable(2, 4),
    Standard_B2ms: burstable(2, 8),
    Standard_B4ms: burstable(4, 16),
  },
  gcp: {
    "e2-standard-2": whole(2, 8),
    "e2-standard-4": whole(4, 16),
    "e2-standard-8": whole(8, 32),
    "e2-standard-16": whole(16, 64),
    "n2-standard-4": whole(4, 16),
    "n2-standard-8": whole(8, 32),
    "e2-micro": shared(2, 1),
    "e2-small": shared(2, 2),
    "e2-medium": shared(2, 4),
  },
  existing: {},
};

/** In clouds 4 cores and 16 GiB, so that a single node holds the whole workload and its monitoring. */
export const DEFAULT_SIZES: Record<CloudName, string> = {
  local: "local-s",
  azure: "Standard_D4s_v5",
  gcp: "e2-standard-4",
  existing: "as-it-is",
};

export const EXISTING_CAPACITY = { cpus: 2, memoryMiB: 4 * GiB };

/** All versions of Azure's B series use CPU credits. */
const BURSTABLE = /^Standard_B\d/i;

export interface SizedNode {
  cloud: CloudName;
  size?: string | undefined;
  cpus?: number | undefined;
  memoryMiB?: number | undefined;
}

/** The capacity of a node. Undefined: neither its size nor its own keys define it. */
export function capacityOf(node: SizedNode): (Size & { size: string }) | undefined {
  const size = node.size ?? DEFAULT_SIZES[node.cloud];
  const known = SIZES[node.cloud][size];
  const cpus = node.cpus ?? known?.cpus ?? (node.cloud === "existing" ? EXISTING_CAPACITY.cpus : undefined);
  const memoryMiB =
    node.memoryMiB ?? known?.memoryMiB ?? (node.cloud === "existing" ? EXISTING_CAPACITY.memoryMiB : undefined);
  if (cpus === undefined || memoryMiB === undefined) return undefined;
  return { size, cpus, memoryMiB, cores: known?.cores ?? (BURSTABLE.test(size) ? "burstable" : "whole") };
}
