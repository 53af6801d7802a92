/** Which labels a node may give itself. */

/** Names that the kubelet itself may set, of the namespaces that are otherwise Kubernetes' own. */
const ownLabels = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/arch",
  "kubernetes.io/os",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);
const openNamespaces = ["node.kubernetes.io", "kubelet.kubernetes.io"];
const reservedNamespaces = ["kubernetes.io", "k8s.io"];

const isWithin = (namespace: string, names: readonly string[]): boolean =>
  names.some((name) => namespace === name || namespace.endsWith(`.${name}`));

/**
 * A kubelet that is told to set a label of Kubernetes' own, such as `node-role.kubernetes.io/edge`, exits at once and
 * K3s does not start: nodes must not be able to give themselves roles.
 */
export function isOwnLabelAllowed(key: string): boolean {
  const namespace = key.includes("/") ? key.slice(0, key.indexOf("/")) : "";
  if (!isWithin(namespace, reservedNamespaces)) return true;
  return ownLabels.has(key) || isWithin(namespace, openNamespaces);
}
