/** Online Boutique's Helm chart as data, and what its values cannot set: replicas, node selectors and an entry. Pure. */
import {
  BOUTIQUE_SERVICES,
  isDeployed,
  type BoutiqueServiceName,
  type Profile,
  ENTRY_SERVICE,
} from "../../catalog/services.ts";

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
    // A LoadBalancer would wait forever for the ports that K3s' Traefik has.
    frontend: { ...(values.frontend as object), externalService: false },
    // Its load would count as the workload's own usage.
    loadGenerator: OFF,
    ...(imageRepository ? { images: { repository: imageRepository } } : {}),
  };
}

/**
 * A patch of a Deployment's replicas and node selector, which no upgrade of the release undoes: the chart's templates set
 * neither. Both are explicit, so that a change back to the default is a change of the patch, which precedes the load,
 * not its deletion, which follows it.
 */
export const deploymentPatch = ({
  replicas,
  nodeSelector,
}: {
  replicas: number;
  nodeSelector: Record<string, string>;
}) => ({
  replicas,
  ...(Object.keys(nodeSelector).length === 0 ? {} : { template: { spec: { nodeSelector } } }),
});

const FRONTEND_PORT = 8080;
const SERVICE_PORT = 80;

/**
 * The Service for users outside the cluster. With `Local` no node forwards to another, so a request never crosses nodes
 * on its way in, and only nodes with a frontend answer.
 */
export const entryService = (nodePort: number) => ({
  type: "NodePort",
  externalTrafficPolicy: "Local",
  selector: { app: ENTRY_SERVICE },
  ports: [{ name: "http", port: SERVICE_PORT, targetPort: FRONTEND_PORT, nodePort }],
});

/** Page of the frontend's Service that probes request. */
export const PROBED = { service: ENTRY_SERVICE, port: SERVICE_PORT, path: "/" };
