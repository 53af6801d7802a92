/** Checks what a stack file says of an application against the application's own objects. Pure. */
import { isSharedNamespace } from "../../catalog/names.ts";
import { nearest } from "../../../base/nearest.ts";
import { DEFAULT_NODE_PORT, findEntry, isEntryProblem, type KubeObject } from "../../kubernetes/objects.ts";
import type { Problem } from "../problems.ts";
import type { SourceName } from "../schema/application.ts";
import type { WrittenConfig } from "../schema/index.ts";
import { partsOf } from "./parts.ts";
import { checkAutoscalers, checkReplicas } from "./scaling.ts";
import type { ReadObjects } from "./manifests.ts";

type Workload = WrittenConfig["workload"];

const WHOLES: Record<SourceName, string> = {
  helm: "the chart",
  manifests: "the manifests",
  kustomize: "the kustomization",
};

/** Kubernetes' own groups have names without a domain, or in its own. */
const isCustom = ({ apiVersion }: KubeObject): boolean => {
  const [group = "", version] = apiVersion.split("/");
  return version !== undefined && group.includes(".") && !group.endsWith(".k8s.io");
};

/** @param key of the workload that names the objects */
export function checkObjects(
  key: SourceName,
  { entry, nodePort = DEFAULT_NODE_PORT, services, ready = [], calls = [], canary }: Workload,
  read: ReadObjects,
): Problem[] {
  // Objects that could not be read would seem to be missing.
  if (read.problems.length > 0) return [];
  const { controllers, kubeServices, namespaces, duplicates, problems } = partsOf(read.objects, `workload.${key}`);
  if (problems.length > 0) return problems;
  const all = controllers.map(({ name }) => name);
  const hasCustom = read.objects.some(isCustom);
  const unknown = (path: string, name: string): Problem[] => {
    // What operators make of custom resources is only known once they run.
    if (all.includes(name) || hasCustom) return [];
    const message = `is not a Deployment or StatefulSet of ${WHOLES[key]}; there are: ${all.join(", ") || "none"}`;
    return [{ path, found: JSON.stringify(name), message, nearest: nearest(name, all) }];
  };
  const problem = (message: string): Problem => ({ path: `workload.${key}`, message });
  const shared = namespaces
    .filter(isSharedNamespace)
    .map((name) => problem(`has services in the namespace ${name}, which others use; leave the namespace out`));
  if (namespaces.length > 1)
    return [problem(`has services in several namespaces, and one is measured: ${namespaces.join(", ")}`), ...shared];
  const found: Problem[] = [
    ...duplicates.map((what) => problem(`has ${what} twice`)),
    ...shared,
    ...Object.keys(services).flatMap((name) => unknown(`workload.services.${name}`, name)),
    ...(canary ? unknown("workload.canary.service", canary.service) : []),
    ...ready.flatMap((name, i) => unknown(`workload.ready[${i}]`, name)),
    ...calls.flatMap(({ from, to }, i) => [
      ...unknown(`workload.calls[${i}].from`, from),
      ...unknown(`workload.calls[${i}].to`, to),
    ]),
    ...checkAutoscalers(services, controllers, read.objects, WHOLES[key]),
  ];
  if (entry && !hasCustom) {
    const { service, port = null, deployment = null } = entry;
    const target = findEntry({ service, port, deployment }, nodePort, kubeServices, controllers);
    if (isEntryProblem(target)) {
      const value = entry[target.key];
      found.push({
        path: `workload.entry.${target.key}`,
        found: value === undefined ? undefined : JSON.stringify(value),
        message: target.message,
        nearest: typeof value === "string" ? nearest(value, target.known) : undefined,
      });
    } else {
      const behind = controllers.find(({ name }) => name === target.deployment)!;
      found.push(...checkReplicas(behind, services, WHOLES[key]));
    }
  }
  return found;
}
