/** Lifecycle of StableDeployment: reads the Deployment that a canary is a copy of. Changes nothing. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { InfraError } from "../../errors.ts";
import { withCluster, type ClusterAccess, type WithCluster } from "../rollout/wait.ts";
import { stableSpecSchema, type StableSpec } from "./objects.ts";

export interface StableDeploymentProps extends ClusterAccess {
  deployment: string;
  /** Any change, such as a new revision, reads it again. */
  trigger: unknown;
}

export interface StableDeploymentOutputs extends StableDeploymentProps {
  /** Secret: its environment may be. */
  spec: StableSpec;
}

export function diff(olds: StableDeploymentOutputs, news: StableDeploymentProps): { changes: boolean } {
  const own = ({ kubeconfig, namespace, deployment, trigger }: StableDeploymentProps) => {
    return { kubeconfig, namespace, deployment, trigger };
  };
  return { changes: !isDeepStrictEqual(own(olds), own(news)) };
}

/** @throws {InfraError} ROLLOUT_FAILED with the Deployments that there are */
export async function create(
  inputs: StableDeploymentProps,
  open: WithCluster = withCluster,
): Promise<{ id: string; outs: StableDeploymentOutputs }> {
  return { id: randomUUID(), ...(await update(inputs, open)) };
}

export function update(
  inputs: StableDeploymentProps,
  open: WithCluster = withCluster,
): Promise<{ outs: StableDeploymentOutputs }> {
  const { deployment, namespace } = inputs;
  return open(inputs, null, async ({ client }) => {
    const names = (await client.deployments()).filter(({ kind }) => kind === "Deployment").map(({ name }) => name);
    if (names.includes(deployment)) {
      const spec = stableSpecSchema.parse(await client.deploymentSpec(deployment));
      return { outs: { ...inputs, spec } };
    }
    throw new InfraError(
      "ROLLOUT_FAILED",
      `\`workload.canary.service\` = ${deployment} is not a Deployment of the application; ` +
        `in the namespace ${namespace} there are: ${names.join(", ") || "none"}.`,
    );
  });
}
