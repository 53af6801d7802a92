/** The rights that a stack needs in an existing cluster, and no others. Pure. */
import type { Installation } from "../../applications/application.ts";
import type { KubeObject } from "../../kubernetes/objects.ts";
import type { PrometheusService } from "../../topology/observability.ts";

/** A rule of a Role, or of a ClusterRole. */
export interface Right {
  /** Null: in the whole cluster. */
  namespace: string | null;
  /** API group; empty: Kubernetes' core. */
  group: string;
  /** With its subresource, such as `services/proxy`. */
  resource: string;
  verbs: string[];
}

export interface RightsInput {
  namespace: string;
  /** Whether the stack makes and deletes its namespace. */
  ownsNamespace: boolean;
  installation: Installation;
  /** Whether a pod is deleted under load. */
  killPod: boolean;
  /** Whether nodes pull images by pods of ours. */
  preload: boolean;
  /** Whether a service has an autoscaler. */
  isAutoscaled: boolean;
  /** Whether the load comes from pods in the cluster, and whether from several regions. */
  loadFrom: "elsewhere" | "pods" | "pods in regions";
  prometheus: PrometheusService | null;
  /** Whether the stack installs a Prometheus of its own. */
  hasMonitoring: boolean;
}

/** The chart of the monitoring makes ClusterRoles, and nobody may grant rights that they do not have. */
const EVERYTHING: Right = { namespace: null, group: "*", resource: "*", verbs: ["*"] };

const READ = ["get", "list", "watch"];
const ALL = [...READ, "create", "update", "patch", "delete"];

/** Kinds of Kubernetes that belong to no namespace. */
const CLUSTER_WIDE = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
  "ValidatingWebhookConfiguration",
]);

const wide = (group: string, resource: string, ...verbs: string[]): Right => ({
  namespace: null,
  group,
  resource,
  verbs,
});

/** Of a load from pods: each cell has a namespace of its own. */
const OF_LOADS = [
  wide("", "namespaces", "get", "list", "create", "delete"),
  wide("batch", "jobs", "create", "patch"),
  wide("", "configmaps", "create"),
  wide("", "pods", "list", "delete"),
  wide("", "pods/exec", "get", "create"),
];
/** In addition, if targets are in regions. */
const OF_REGIONS = [wide("", "services", "create"), wide("discovery.k8s.io", "endpointslices", "create")];

/** What charts usually contain. Theirs is only known once Helm has rendered it. */
const OF_CHARTS: readonly [group: string, resource: string][] = [
  ["", "configmaps"],
  ["", "persistentvolumeclaims"],
  // Helm keeps its releases in them.
  ["", "secrets"],
  ["", "serviceaccounts"],
  ["apps", "daemonsets"],
  ["apps", "deployments"],
  ["apps", "statefulsets"],
  ["autoscaling", "horizontalpodautoscalers"],
  ["batch", "cronjobs"],
  ["batch", "jobs"],
  ["networking.k8s.io", "ingresses"],
  ["networking.k8s.io", "networkpolicies"],
  ["policy", "poddisruptionbudgets"],
];

/** The resource of a kind, as Kubernetes derives it: `NetworkPolicy` is one of `networkpolicies`. */
export function resourceOf(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith("endpoints")) return name;
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

/** Each resource once, with all verbs that it is needed for. */
export function rightsFor(input: RightsInput): Right[] {
  const { namespace, ownsNamespace, killPod, preload, isAutoscaled, loadFrom, prometheus, hasMonitoring } = input;
  if (hasMonitoring) return [EVERYTHING];
  const own = (group: string, resource: string, verbs: string[]): Right => ({ namespace, group, resource, verbs });
  return merged([
    wide("", "nodes", "get", "list"),
    ...(ownsNamespace ? [wide("", "namespaces", "create", "delete")] : []),
    own("", "namespaces", ["get"]),
    own("", "pods", READ),
    ...(killPod ? [own("", "pods", ["delete"])] : []),
    ...(preload ? [own("", "pods", ["create", "delete"])] : []),
    // For the Service at which users enter. Pulumi waits until it has endpoints, and shows its events.
    own("", "services", ALL),
    own("", "endpoints", READ),
    own("", "events", READ),
    own("discovery.k8s.io", "endpointslices", READ),
    // Replicas, node selectors and resources are patched.
    own("apps", "deployments", [...READ, "patch"]),
    own("apps", "statefulsets", [...READ, "patch"]),
    ...(killPod ? [own("", "services/proxy", ["get"])] : []),
    ...(isAutoscaled ? [own("autoscaling", "horizontalpodautoscalers", ["get", "create", "patch", "delete"])] : []),
    ...installed(input),
    ...(loadFrom === "elsewhere" ? [] : OF_LOADS),
    ...(loadFrom === "pods in regions" ? OF_REGIONS : []),
    ...(prometheus ? [{ namespace: prometheus.namespace, group: "", resource: "services/proxy", verbs: ["get"] }] : []),
  ]);
}

function installed({ installation, namespace }: RightsInput): Right[] {
  if (installation.kind === "helm")
    return OF_CHARTS.map(([group, resource]) => ({ namespace, group, resource, verbs: ALL }));
  return installation.objects.filter(({ kind }) => kind !== "Namespace").map((object) => rightOf(object, namespace));
}

function rightOf({ kind, apiVersion, metadata }: KubeObject, namespace: string): Right {
  const [group = ""] = apiVersion.includes("/") ? apiVersion.split("/") : [""];
  const scope = CLUSTER_WIDE.has(kind) ? null : (metadata.namespace ?? namespace);
  return { namespace: scope, group, resource: resourceOf(kind), verbs: ALL };
}

function merged(rights: readonly Right[]): Right[] {
  const groups = Map.groupBy(rights, ({ namespace, group, resource }) => JSON.stringify([namespace, group, resource]));
  return [...groups.values()].map((same) => {
    const verbs = new Set(same.flatMap((right) => right.verbs));
    return { ...same[0]!, verbs: ALL.filter((verb) => verbs.has(verb)) };
  });
}

/** `create, delete deployments.apps`. */
export function rightText({ verbs, resource, group }: Omit<Right, "namespace">): string {
  if (resource === "*") return "everything, because the chart of the monitoring makes ClusterRoles";
  return `${verbs.join(", ")} ${resource}${group === "" ? "" : `.${group}`}`;
}
