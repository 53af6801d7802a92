/** Node labels and selectors of Kubernetes. */
export type Labels = Record<string, string>;

/** Labels that K3s sets on a node. */
export function k3sLabels(name: string, role: "server" | "agent"): Labels {
  const hostname = { "kubernetes.io/hostname": name };
  return role === "server" ? { ...hostname, "node-role.kubernetes.io/control-plane": "true" } : hostname;
}

/** Label of a node's region, which clouds set. */
export const REGION_LABEL = "topology.kubernetes.io/region";

/** Region of a node: that of its label, else that of its machine. */
export const nodeRegion = (labels: Labels, ofMachine: string | undefined): string | undefined =>
  labels[REGION_LABEL] ?? ofMachine;

/** Label, and key of the taint, of nodes that are there for load generators; a kubelet may set both. */
export const LOAD_LABEL = "stackmark.dev/load";
export const LOAD_TAINT = LOAD_LABEL;

/** Label of a namespace that a stack made. Not {@link OWNER_LABEL}, which Pulumi's plugin sets to `pulumi` on all that it creates. */
export const OWN_LABEL = "stackmark.dev/own";

/** Label, with its value, of objects that Stackmark makes without Pulumi. */
export const OWNER_LABEL = "app.kubernetes.io/managed-by";
export const OWNER = "stackmark";

/** Whether a node has each label of the selector; an empty selector matches any node. */
export function matches(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Labels in reserved namespaces that a kubelet may set. */
const KUBELET_LABELS = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);
const OPEN_NAMESPACES = ["node.kubernetes.io", "kubelet.kubernetes.io"];
const RESERVED_NAMESPACES = ["kubernetes.io", "k8s.io"];

const isWithin = (namespace: string, names: readonly string[]): boolean =>
  names.some((name) => namespace === name || namespace.endsWith(`.${name}`));

/**
 * Whether a kubelet may set this label on its own node. Nodes must not give themselves roles: a kubelet that is
 * configured with a reserved label, such as `node-role.kubernetes.io/edge`, exits, and K3s does not start.
 */
export function mayKubeletSet(key: string): boolean {
  const namespace = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
  if (!isWithin(namespace, RESERVED_NAMESPACES)) return true;
  return KUBELET_LABELS.has(key) || isWithin(namespace, OPEN_NAMESPACES);
}

/** Label of the namespaces of loads with their stack, by which those that a crash left behind are found. */
export const LOAD_OF_LABEL = "stackmark.dev/load-of";
