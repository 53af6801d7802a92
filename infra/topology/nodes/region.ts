/** Where a node's machine is, with the cloud's own default. */
import type { StackConfig } from "../../config/schema/index.ts";

export type Topology = StackConfig["topology"];
export type NodeConfig = Topology["nodes"][number];

/** Empty for machines that are in no cloud's region. */
export function regionOf({ cloud, region }: Pick<NodeConfig, "cloud" | "region">, topology: Topology): string {
  if (cloud === "azure") return region ?? topology.azure.region;
  if (cloud === "gcp") return region ?? topology.gcp.region;
  return "";
}
