/** A machine of the cluster, whoever runs it. */
import type { CustomResource, Output } from "@pulumi/pulumi";
import type { Provenance } from "../../results/schema/outputs.ts";
import type { Quota } from "./local/protocol.ts";
import type { PlannedNode } from "../topology/plan.ts";

export interface HostTiming {
  createMs: number;
  readyMs: number;
}

export interface Host {
  node: PlannedNode;
  publicIp: Output<string> | null;
  privateIp: Output<string> | null;
  /** Which of its size's limits really hold. */
  quota: Output<Quota>;
  timing: Output<HostTiming>;
  provenance: Provenance;
  resource: CustomResource;
}
