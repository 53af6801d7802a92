/** The Service for users, whatever they pass on their way to it. Pure. */
import type { EntryTarget } from "../../kubernetes/objects.ts";
import type { PlannedExposure } from "../../topology/exposure.ts";

export interface EntryServiceOptions {
  exposure: Pick<PlannedExposure, "kind" | "openPort">;
  /** Null: the cluster chooses it. */
  nodePort: number | null;
  /** Whether users reach the pods of all nodes. Default: those of the node that they connect to. */
  crossesNodes?: boolean;
}

/**
 * With `Local` no node forwards to another, so a request never crosses nodes on its way in, and only nodes with a pod of
 * the entry answer.
 */
export function entryService(
  { selector, port, targetPort }: Omit<EntryTarget, "deployment">,
  { exposure: { kind, openPort }, nodePort, crossesNodes = false }: EntryServiceOptions,
) {
  const named = { name: "http", targetPort };
  const ofNodes = { ...named, nodePort: nodePort ?? undefined };
  const externalTrafficPolicy = crossesNodes ? "Cluster" : "Local";
  if (kind === "NodePort") return { type: kind, externalTrafficPolicy, selector, ports: [{ ...ofNodes, port }] };
  if (kind === "LoadBalancer")
    return { type: kind, externalTrafficPolicy, selector, ports: [{ ...ofNodes, port: openPort }] };
  return { type: "ClusterIP", selector, ports: [{ ...named, port }] };
}
