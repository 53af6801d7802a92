/** Lifecycle of EntryTarget: looks up which pods are behind the Service that users connect to. Changes nothing. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { InfraError } from "../../errors.ts";
import { findEntry, isEntryProblem, type EntryTarget, type NamedEntry } from "../../kubernetes/objects.ts";
import { withCluster, type ClusterAccess, type WithCluster } from "../rollout/wait.ts";

export interface EntryTargetProps extends ClusterAccess, NamedEntry {
  /** Node port of our Service. Null: the cluster chooses it. */
  nodePort: number | null;
  /** Any change, such as a new revision, looks again. */
  trigger: unknown;
}

export interface EntryTargetOutputs extends EntryTargetProps {
  target: EntryTarget;
}

export function diff(olds: EntryTargetOutputs, news: EntryTargetProps): { changes: boolean } {
  const own = ({ kubeconfig, namespace, service, port, deployment, nodePort, trigger }: EntryTargetProps) => {
    return { kubeconfig, namespace, service, port, deployment, nodePort, trigger };
  };
  return { changes: !isDeepStrictEqual(own(olds), own(news)) };
}

/** @throws {InfraError} ROLLOUT_FAILED with what the application has instead */
export async function create(
  inputs: EntryTargetProps,
  open: WithCluster = withCluster,
): Promise<{ id: string; outs: EntryTargetOutputs }> {
  return { id: randomUUID(), ...(await update(inputs, open)) };
}

export function update(
  inputs: EntryTargetProps,
  open: WithCluster = withCluster,
): Promise<{ outs: EntryTargetOutputs }> {
  return open(inputs, null, async ({ client }) => {
    const { service, port, deployment, nodePort, namespace } = inputs;
    const [services, controllers] = await Promise.all([client.services(), client.deployments()]);
    const found = findEntry({ service, port, deployment }, nodePort, services, controllers);
    if (!isEntryProblem(found)) return { outs: { ...inputs, target: found } };
    const value = inputs[found.key];
    throw new InfraError(
      "ROLLOUT_FAILED",
      `The application is installed in the namespace ${namespace}, but users cannot reach it: ` +
        `\`workload.entry.${found.key}\`${value === null ? "" : ` = ${value}`} ${found.message}.`,
    );
  });
}
