/** Checks of a stack in an existing cluster, and of an existing Prometheus. Pure. */
import { isSharedNamespace } from "../../catalog/names.ts";
import { builtIn, DEFAULT_WORKLOAD, isBuiltIn, notOnlyOn } from "../../catalog/services.ts";
import type { Problem } from "../problems.ts";
import { looseSchema } from "./loose.ts";

/** Keys of `topology` that describe machines and networks of the stack's own. */
const OF_MACHINES: Readonly<Record<string, string>> = {
  nodes: "its nodes are found; choose them by `topology.cluster.nodes`",
  links: "its network is what it is",
  overlay: "its network is what it is",
  podCidr: "its network is what it is",
  serviceCidr: "its network is what it is",
  mtu: "its network is what it is",
  networks: "its network is what it is",
  azure: "no machine is created",
  gcp: "no machine is created",
  k3s: "nothing is installed on its machines",
  expiresAfterH: "no machine is created that could shut down",
};
/** Keys of `workload` that are deployed elsewhere. */
const ELSEWHERE = ["processes", "url"] as const;

type Section = Record<string, unknown>;
const sectionOf = (value: unknown): Section =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Section) : {};

/** @param given the values as written, without defaults: a default is nobody's wish */
export function checkCluster(given: Readonly<Record<string, unknown>>): Problem[] {
  const topology = sectionOf(given.topology);
  const observability = sectionOf(given.observability);
  if (topology.cluster === undefined) {
    if (observability.prometheus === undefined) return [];
    const message = "is for an existing cluster (`topology.cluster`); others get a Prometheus of their own";
    return [{ path: "observability.prometheus", message }];
  }
  const cluster = sectionOf(topology.cluster);
  const keys = Object.keys(topology).filter((key) => key in OF_MACHINES);
  return [
    ...keys.map((key): Problem => ({
      path: `topology.${key}`,
      message: `has no meaning for an existing cluster: ${OF_MACHINES[key]}`,
    })),
    ...(given.access === undefined
      ? []
      : [{ path: "access", message: "has no meaning for an existing cluster: its firewalls stay as they are" }]),
    ...checkNamespace(cluster, sectionOf(sectionOf(given.workload).helm)),
    ...checkDeployed(given),
    ...checkPrometheus(observability),
  ];
}

function checkNamespace({ namespace }: Section, helm: Section): Problem[] {
  const path = "topology.cluster.namespace";
  if (typeof namespace !== "string") return [];
  const found = JSON.stringify(namespace);
  if (isSharedNamespace(namespace))
    return [{ path, found, message: "is a namespace that others use; choose one of the stack's own" }];
  if (typeof helm.namespace !== "string" || helm.namespace === namespace) return [];
  return [{ path, found, message: `is not that of the chart, \`workload.helm.namespace\` (${helm.namespace})` }];
}

function checkDeployed(given: Readonly<Record<string, unknown>>): Problem[] {
  const { workload } = looseSchema.parse(given);
  const problems = ELSEWHERE.filter((key) => workload[key] !== undefined).map((key): Problem => ({
    path: `workload.${key}`,
    message: "is not deployed on a cluster; leave out `topology.cluster`",
  }));
  const isInstalled = [workload.helm, workload.manifests, workload.kustomize].some((source) => source !== undefined);
  const name = workload.name ?? DEFAULT_WORKLOAD;
  if (problems.length > 0 || isInstalled || !isBuiltIn(name) || builtIn(name).nodes !== "emulated") return problems;
  const known = notOnlyOn("emulated").join(", ");
  const message = `runs only on emulated nodes; here it must be one of ${known}, or \`helm\`, \`manifests\` or \`kustomize\` must say what to measure`;
  return [{ path: "workload.name", found: JSON.stringify(name), message }];
}

function checkPrometheus({ prometheus, install }: Section): Problem[] {
  if (prometheus === undefined) return [];
  const problems: Problem[] = [];
  const path = "observability.prometheus";
  const { url, service } = sectionOf(prometheus);
  if ((url === undefined) === (service === undefined))
    problems.push({ path, message: "must have either `url` or `service`" });
  if (install !== undefined)
    problems.push({ path, message: "is instead of a Prometheus of the stack's own; leave out `install`" });
  return problems;
}
