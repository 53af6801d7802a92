/** Stacks in clouds, as their state has them. */
import type { StateResource } from "../../../cli/engines/engine.ts";
import type { ClusterPlan } from "../../../infra/topology/plan.ts";
import { ADMIN, planCluster, type RawNode } from "../../infra/topology/stacks.ts";

export const SERVER: RawNode = { name: "server", cloud: "azure", role: "server", region: "eastus" };
export const WORKER: RawNode = { name: "worker", cloud: "gcp", region: "us-central1" };

/** @param load default: this machine sends it */
export const aCloudPlan = (
  budget: Record<string, unknown> = {},
  nodes = [SERVER, WORKER],
  load: Record<string, unknown> = {},
): ClusterPlan =>
  planCluster(
    {
      topology: { nodes, gcp: { project: "my-project" } },
      workload: { name: "boutique" },
      access: { adminCidrs: [ADMIN] },
      budget,
      load,
    },
    "multicloud",
  );

const resource = (type: string, name: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:pulumi:multicloud::stackmark::${type}::${name}`,
  type,
  ...more,
});

const HOUR_MS = 3_600_000;

/** The state of a stack whose first `up` was then, and whose resources were created within its first minutes. */
export function aCloudState(upSinceMs: number, afterH = 4): StateResource[] {
  const created = (minutes: number): string => new Date(upSinceMs + minutes * 60_000).toISOString();
  const expiresAt = new Date(upSinceMs + afterH * HOUR_MS).toISOString();
  const outputs = { afterH, expiresAt, deployment: "0a1b2c3d" };
  return [
    resource("pulumi-nodejs:dynamic/stackmark:Expiry", "expiry", { outputs }),
    resource("azure-native:network:PublicIPAddress", "server-ip", { created: created(0) }),
    resource("azure-native:compute:VirtualMachine", "server", { created: created(2) }),
    resource("gcp:compute/address:Address", "worker-ip", { created: created(0) }),
    resource("gcp:compute/instance:Instance", "worker", { created: created(3) }),
  ];
}
