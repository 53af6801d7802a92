/** Checks of what users pass on their way to the entry, and of a canary that gets a share of them. */
import { isDeepStrictEqual } from "node:util";
import { packagedComponents } from "../../catalog/exposures.ts";
import { CLUSTER_DEFAULTS } from "../../k3s/defaults.ts";
import type { Problem } from "../problems.ts";
import { sourcesOf } from "../schema/application.ts";
import { areNodesKnown, type Loose } from "./loose.ts";

/** Keys of an exposure, and the kinds that have them. */
const KINDS_OF = {
  controller: ["Ingress"],
  port: ["LoadBalancer", "Gateway"],
  timeoutS: ["Ingress", "Gateway"],
  maxBodyMiB: ["Ingress"],
  gateway: ["Gateway"],
  chart: ["Ingress"],
} as const satisfies Partial<Record<keyof Loose["workload"]["exposure"], readonly string[]>>;

export function checkExposure(loose: Loose): Problem[] {
  const { exposure } = loose.workload;
  const { kind, controller } = exposure;
  const path = (key: string): string => `workload.exposure.${key}`;
  const problems = Object.entries(KINDS_OF).flatMap(([key, kinds]): Problem[] => {
    if (exposure[key as keyof typeof KINDS_OF] === undefined || (kinds as readonly string[]).includes(kind)) return [];
    return [{ path: path(key), message: `is for the kind ${kinds.join(" or ")}; here it is ${kind}` }];
  });
  if (exposure.chart !== undefined && kind === "Ingress" && controller !== "ingress-nginx")
    problems.push({ path: path("chart"), message: "is that of ingress-nginx; K3s ships traefik itself" });
  if (kind === "Gateway" && exposure.gateway === undefined)
    problems.push({ path: path("gateway"), message: "is missing: name the Gateway, such as { name: web }" });
  if (kind !== "NodePort" && areOthersThanMachines(loose))
    problems.push({ path: path("kind"), found: JSON.stringify(kind), message: "needs real machines" });
  if (kind !== "NodePort" && loose.topology.cluster !== undefined)
    problems.push({
      path: path("kind"),
      found: JSON.stringify(kind),
      message: "needs machines of the stack's own: an existing cluster has its own ways in; users enter by a node port",
    });
  const disabled = packagedComponents(kind, controller).filter((name) =>
    chosen(loose.topology.k3s.disable).includes(name),
  );
  if (disabled.length > 0)
    problems.push({
      path: "topology.k3s.disable",
      found: disabled.join(", "),
      message: `is needed for the exposure ${kind}; take it off the list`,
    });
  return problems;
}

/** The default is nobody's choice: what an exposure needs is taken off it. */
const chosen = (disable: readonly string[] = []): readonly string[] =>
  isDeepStrictEqual(disable, CLUSTER_DEFAULTS.disable) ? [] : disable;

/** Emulated nodes, or what runs already. */
const areOthersThanMachines = (loose: Loose): boolean =>
  ["url", "processes"].some((source) => sourcesOf(loose.workload).includes(source as "url")) ||
  (areNodesKnown(loose) && loose.topology.nodes.every(({ cloud }) => cloud === "local"));

export function checkCanary(loose: Loose): Problem[] {
  const { canary, exposure, services, entry } = loose.workload;
  if (!canary) return [];
  const path = (key: string): string => `workload.canary.${key}`;
  const problems: Problem[] = [];
  if (areOthersThanMachines(loose)) problems.push({ path: "workload.canary", message: "needs real machines" });
  if (canary.image === undefined && canary.env === undefined && canary.values === undefined)
    problems.push({
      path: path("image"),
      message: "or `env` or `values` is missing: say what differs in the new version",
    });
  if (canary.values !== undefined && loose.workload.helm === undefined)
    problems.push({
      path: path("values"),
      message: "are those of a chart of yours, in `workload.helm`; set `image` or `env`",
    });
  if (canary.match !== undefined && loose.load.tool !== undefined)
    problems.push({
      path: path("match"),
      message: `needs Stackmark's generator: ${loose.load.tool} does not tell versions apart`,
    });
  if (canary.by === "weights" && exposure.kind !== "Ingress" && exposure.kind !== "Gateway")
    problems.push({
      path: path("by"),
      found: '"weights"',
      message: `needs a proxy before the entry: set workload.exposure.kind to Ingress or Gateway; here it is ${exposure.kind}`,
    });
  const behind = entry?.deployment ?? entry?.service;
  if (canary.by === "weights" && behind !== undefined && canary.service !== "" && canary.service !== behind)
    problems.push({
      path: path("by"),
      found: '"weights"',
      message: `needs the entry, and ${canary.service} is another service: the proxy divides the users of ${behind} only`,
    });
  if (`${canary.service}-canary` in services)
    problems.push({
      path: `workload.services.${canary.service}-canary`,
      message: "is the canary, which runs as the service itself does; set `workload.canary`",
    });
  return problems;
}
