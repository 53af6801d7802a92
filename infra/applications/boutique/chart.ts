/** The values of Online Boutique's Helm chart. Pure. */
import { BOUTIQUE_SERVICES, isDeployed, type BoutiqueServiceName, type Profile } from "../../catalog/services.ts";

/** Kubernetes quantities: `200m`, `128Mi`. Default: the chart's. */
export interface ServiceResources {
  requests?: { cpu?: string; memory?: string };
  limits?: { cpu?: string; memory?: string };
}

export interface BoutiqueOptions {
  profile: Profile;
  /** Default: the chart's. The frontend's limits are then 200m of CPU and 128Mi. */
  resources?: Partial<Record<BoutiqueServiceName, ServiceResources>>;
  /** Host and path that the images are pulled from. Default: the chart's. */
  imageRepository?: string | null;
}

const OFF = { create: false };

export function chartValues({ profile, resources = {}, imageRepository }: BoutiqueOptions): Record<string, unknown> {
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
    // A LoadBalancer would wait forever for the ports that K3s' Traefik has.
    frontend: { ...(values.frontend as object), externalService: false },
    // Its load would count as the workload's own usage.
    loadGenerator: OFF,
    ...(imageRepository ? { images: { repository: imageRepository } } : {}),
  };
}
