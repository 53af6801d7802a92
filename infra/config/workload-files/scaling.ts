/** Checks whether an application's services have replicas, and can be scaled as asked. Pure. */
import { z } from "zod";
import { mainContainer, type Controller, type KubeObject } from "../../kubernetes/objects.ts";
import type { Problem } from "../problems.ts";
import type { WrittenConfig } from "../schema/index.ts";

type Services = WrittenConfig["workload"]["services"];

/** Users need a replica of the entry. @param whole what the objects are of, such as `the chart` */
export function checkReplicas({ name, replicas }: Controller, services: Services, whole: string): Problem[] {
  const { replicas: own, autoscale } = services[name] ?? {};
  if (replicas > 0 || own !== undefined || autoscale !== undefined) return [];
  const message = `is missing: users enter at ${name}, which has 0 replicas in ${whole}`;
  return [{ path: `workload.services.${name}.replicas`, message }];
}

const targetSchema = z.object({ spec: z.object({ scaleTargetRef: z.object({ name: z.string() }) }) });

/** What keeps Kubernetes from scaling: two autoscalers of a service, or a container whose CPU request is not known. */
export function checkAutoscalers(
  services: Services,
  controllers: readonly Controller[],
  objects: readonly KubeObject[],
  whole: string,
): Problem[] {
  const targets = objects
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
    .map((object) => targetSchema.safeParse(object).data?.spec.scaleTargetRef.name);
  // It gives requests to containers that have none.
  const hasDefaults = objects.some(({ kind }) => kind === "LimitRange");
  return controllers.flatMap((controller): Problem[] => {
    const { name } = controller;
    if (services[name]?.autoscale === undefined) return [];
    const path = `workload.services.${name}`;
    const problems: Problem[] = [];
    if (targets.includes(name))
      problems.push({
        path: `${path}.autoscale`,
        message: `is a second autoscaler beside that of ${whole}: Kubernetes scales by neither of two; keep one of them`,
      });
    const without = hasDefaults ? [] : withoutCpu(controller, services[name].resources);
    if (without.length > 0)
      problems.push({
        path: `${path}.resources.requests.cpu`,
        message: `is missing: an autoscaler needs the CPU request of each container; without one: ${without.join(", ")}`,
      });
    return problems;
  });
}

/** Names of containers without a CPU request. A limit without a request is one. */
function withoutCpu({ name, containers }: Controller, own: Services[string]["resources"]): string[] {
  const main = mainContainer(name, containers);
  return containers
    .filter((container) => {
      const all = [container.resources, ...(container === main ? [own] : [])];
      return all.every((each) => each?.requests?.cpu === undefined && each?.limits?.cpu === undefined);
    })
    .map((container) => container.name);
}
