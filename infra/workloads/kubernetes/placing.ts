/** Replicas, node selectors and resources as the plan has them, as a patch or in the objects themselves. Pure. */
import { isController, mainContainer, type KubeObject, type ResourceSettings } from "../../kubernetes/objects.ts";
import type { PlannedDeployment } from "../rollout/apply.ts";

type Placing = Pick<PlannedDeployment, "nodeSelector"> & { replicas?: number };

/**
 * A patch of a Deployment's replicas and node selector, which no upgrade of a release undoes whose templates set neither.
 * Both are explicit, so that a change back to the default is a change of the patch, which precedes the load, not its
 * deletion, which follows it.
 */
export const deploymentPatch = ({ replicas, nodeSelector }: Placing) => ({
  ...(replicas === undefined ? {} : { replicas }),
  ...(Object.keys(nodeSelector).length === 0 ? {} : { template: { spec: { nodeSelector } } }),
});

interface ControllerSpec {
  replicas?: number;
  template: {
    spec: { nodeSelector?: Record<string, string>; containers: { name: string; resources?: ResourceSettings }[] };
  };
}

/** The object as planned; any other than a Deployment or StatefulSet of the plan as it is. */
export function placed(object: KubeObject, planned: readonly PlannedDeployment[]): KubeObject {
  const own = isController(object) && planned.find(({ name }) => name === object.metadata.name);
  if (!own) return object;
  const { replicas, nodeSelector, resources, autoscale } = own;
  // Each update would set replicas back that an autoscaler has added.
  const { replicas: installed, ...rest } = object.spec as ControllerSpec;
  const spec = autoscale || installed === undefined ? rest : { replicas: installed, ...rest };
  const pod = spec.template.spec;
  const main = mainContainer(own.name, pod.containers);
  const containers = pod.containers.map((container) =>
    resources && container === main
      ? { ...container, resources: withResources(container.resources, resources) }
      : container,
  );
  return {
    ...object,
    spec: {
      ...spec,
      ...(replicas === null ? {} : { replicas }),
      template: {
        ...spec.template,
        spec: { ...pod, nodeSelector: { ...pod.nodeSelector, ...nodeSelector }, containers },
      },
    },
  };
}

/** Amounts that are not planned stay. */
const withResources = (live: ResourceSettings = {}, { requests, limits }: ResourceSettings): ResourceSettings => ({
  ...live,
  requests: { ...live.requests, ...requests },
  limits: { ...live.limits, ...limits },
});
