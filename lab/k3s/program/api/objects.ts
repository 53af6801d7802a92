/** The parts of Kubernetes' objects that are read here. */
export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
}

export interface Node {
  metadata: Metadata;
  spec: { podCIDR?: string; providerID?: string; taints?: Taint[] };
  status: { addresses?: { type: string; address: string }[] };
}

/** Annotations by which agents say what a node's addresses are. */
export const ADDRESS = { internal: "k3s.io/internal-ip", external: "k3s.io/external-ip", hostname: "k3s.io/hostname" };
