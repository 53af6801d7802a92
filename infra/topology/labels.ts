/** Node labels and selectors, as Kubernetes has them. */
export type Labels = Record<string, string>;

/** What K3s itself puts on a node. */
export function ownLabels(name: string, role: "server" | "agent"): Labels {
  const hostname = { "kubernetes.io/hostname": name };
  return role === "server" ? { ...hostname, "node-role.kubernetes.io/control-plane": "true" } : hostname;
}

/** Whether a node has each label of the selector; an empty selector takes any node. */
export function matches(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
