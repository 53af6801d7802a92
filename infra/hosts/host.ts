/** A machine of the cluster, whoever runs it. */
import type { CustomResource, Output } from "@pulumi/pulumi";
import type { Provenance, StackOutputs } from "../../results/schema/outputs.ts";
import type { PlannedNode } from "../topology/plan.ts";

/** Which limits of a machine's size really hold. */
export type Quota = StackOutputs["nodes"][number]["quota"];

export interface HostTiming {
  createMs: number;
  readyMs: number;
}

export interface Host {
  node: PlannedNode;
  publicIp: Output<string> | null;
  privateIp: Output<string> | null;
  quota: Output<Quota>;
  timing: Output<HostTiming>;
  provenance: Provenance;
  resource: CustomResource;
}
