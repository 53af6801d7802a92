/** Online Boutique's Helm chart as data. Pure. */
import { BOUTIQUE_SERVICES, isDeployed, type BoutiqueServiceName, type Profile } from "../../catalog/services.ts";

export const CHART = {
  chart: "oci://us-docker.pkg.dev/online-boutique-ci/charts/onlineboutique",
  version: "0.10.6",
} as const;

/** Kubernetes quantities: `200m`, `128Mi`. What is left out stays the chart's. */
export interface ServiceResources {
  requests?: { cpu?: string; memory?: string };
  limits?: { cpu?: string; memory?: string };
}

export interface BoutiqueOptions {
  profile: Profile;
  /** Chart's defaults hold where nothing is said: the frontend's limits are 200m of CPU and 128Mi. */
  resources?: Partial<Record<BoutiqueServiceName, ServiceResources>>;
  /** Another place to pull the images from: a mirror. */
  imageRepository?: string;
}

const OFF = { create: false };

export function chartValues({ profile, resources = {}, imageRepository }: BoutiqueOptions) {
  const services = (Object.keys(BOUTIQUE_SERVICES) as BoutiqueServiceName[]).map((service) => {
    const own = resources[service];
    return [
      BOUTIQUE_SERVICES[service],
      { create: isDeployed(service, profile), ...(own ? { resources: own } : {}) },
    ] as const;
  });
  const values: Record<string, unknown> = Object.fromEntries(services);
  return {
    ...values,
    // A LoadBalancer of its own would wait for ever beside K3s' Traefik, which has the ports.
    frontend: { ...(values.frontend as object), externalService: false },
    // Load from inside would be measured as the workload's own use, and nobody would count it.
    loadGenerator: OFF,
    ...(imageRepository ? { images: { repository: imageRepository } } : {}),
  };
}
