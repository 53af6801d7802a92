/**
 * What Kubernetes objects say of an application: its Deployments and StatefulSets, its Services, and which pods are behind
 * a Service. For objects in files and for those that the API server has. Pure.
 */
import { z } from "zod";

const strings = z.record(z.string(), z.string());

/** Any object, as far as all have the same fields. */
export const objectSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().min(1).optional(),
    annotations: strings.nullish(),
  }),
});
export type KubeObject = z.infer<typeof objectSchema>;

/** Kinds whose pods are the services of an application. */
export const CONTROLLER_KINDS = ["Deployment", "StatefulSet"] as const;
export type ControllerKind = (typeof CONTROLLER_KINDS)[number];

export const isController = ({ kind, apiVersion }: Pick<KubeObject, "kind" | "apiVersion">): boolean =>
  (CONTROLLER_KINDS as readonly string[]).includes(kind) && apiVersion === "apps/v1";

const amounts = z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).nullish();
export const containersSchema = z.array(
  z.object({
    name: z.string(),
    image: z.string().optional(),
    resources: z.object({ requests: amounts, limits: amounts }).nullish(),
  }),
);
export type Container = z.infer<typeof containersSchema>[number];

interface Amounts {
  cpu?: string;
  memory?: string;
}

/** Requests and limits to set, as quantities such as `200m` and `128Mi`. */
export interface ResourceSettings {
  requests?: Amounts;
  limits?: Amounts;
}

/** The container that a service is: the one with its name, else the first. */
export const mainContainer = <T extends Pick<Container, "name">>(
  service: string,
  containers: readonly T[],
): T | undefined => containers.find(({ name }) => name === service) ?? containers[0];

/** Of a Deployment or StatefulSet. */
export const controllerSpecSchema = z.object({
  replicas: z.int().min(0).nullish(),
  template: z.object({
    metadata: z.object({ labels: strings.nullish() }).nullish(),
    spec: z.object({
      nodeSelector: strings.nullish(),
      containers: containersSchema,
      initContainers: containersSchema.nullish(),
      imagePullSecrets: z.array(z.object({ name: z.string() })).nullish(),
    }),
  }),
});

/** A Deployment or StatefulSet. */
export interface Controller {
  kind: ControllerKind;
  name: string;
  replicas: number;
  /** Of its pods. */
  podLabels: Record<string, string>;
  nodeSelector: Record<string, string>;
  containers: Container[];
  /** Of all its containers, also those that only prepare its pods. */
  images: string[];
  /** Names of the Secrets that these are pulled with. */
  pullSecrets: string[];
}

export const controllerOf = (
  kind: ControllerKind,
  name: string,
  { replicas, template: { metadata, spec } }: z.infer<typeof controllerSpecSchema>,
): Controller => ({
  kind,
  name,
  replicas: replicas ?? 1,
  podLabels: metadata?.labels ?? {},
  nodeSelector: spec.nodeSelector ?? {},
  containers: spec.containers,
  images: [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ image }) => image ?? []),
  pullSecrets: (spec.imagePullSecrets ?? []).map((secret) => secret.name),
});

export const serviceSpecSchema = z.object({
  selector: strings.nullish(),
  ports: z
    .array(
      z.object({
        port: z.int(),
        targetPort: z.union([z.int(), z.string()]).optional(),
        nodePort: z.int().optional(),
      }),
    )
    .nullish(),
});

/** A Service. */
export interface KubeService {
  name: string;
  /** Empty: it selects no pods. */
  selector: Record<string, string>;
  ports: { port: number; targetPort: number | string; nodePort?: number | undefined }[];
}

export const serviceOf = (name: string, { selector, ports }: z.infer<typeof serviceSpecSchema>): KubeService => ({
  name,
  selector: selector ?? {},
  ports: (ports ?? []).map(({ port, targetPort = port, nodePort }) => ({ port, targetPort, nodePort })),
});

/** The Service that users connect to, as a stack file names it. */
export interface NamedEntry {
  service: string;
  /** Null: its only port. */
  port: number | null;
  /** Deployment or StatefulSet behind it. Null: the only one that it selects. */
  deployment: string | null;
}

/** What a Service of ours needs in order to reach the same pods. */
export interface EntryTarget {
  selector: Record<string, string>;
  port: number;
  targetPort: number | string;
  /** Deployment or StatefulSet of these pods. */
  deployment: string;
}

/** What a stack file says of the entry that does not hold, by its key. */
export interface EntryProblem {
  key: "service" | "port" | "deployment";
  message: string;
  /** Names of what there is. */
  known: string[];
}

/** Node port of our Service on machines of the stack's own. */
export const DEFAULT_NODE_PORT = 30_080;

/** Only pods of canaries have it. */
export const CANARY_LABEL = "stackmark.dev/canary";

export const isCanary = ({ podLabels }: Pick<Controller, "podLabels">): boolean => CANARY_LABEL in podLabels;

/** Name of our Service for the same pods. */
export const entryName = (service: string): string => `${service}-entry`;

const listed = (names: readonly (string | number)[]): string => names.join(", ") || "none";

/** @param nodePort that our Service takes; null: any */
export function findEntry(
  entry: NamedEntry,
  nodePort: number | null,
  services: readonly KubeService[],
  controllers: readonly Controller[],
): EntryTarget | EntryProblem {
  const known = services.map(({ name }) => name);
  const service = services.find(({ name }) => name === entry.service);
  if (!service) return { key: "service", message: `is not a Service; there are: ${listed(known)}`, known };
  const ports = service.ports.map(({ port }) => port);
  if (ports.length === 0)
    return { key: "service", message: "has no ports: an ExternalName, or incomplete; name one that has", known: [] };
  if (entry.port === null && ports.length > 1)
    return { key: "port", message: `is missing: ${service.name} has several: ${listed(ports)}`, known: [] };
  const found = entry.port === null ? service.ports[0] : service.ports.find(({ port }) => port === entry.port);
  if (!found)
    return {
      key: "port",
      message: `is not a port of ${service.name}; ports: ${listed(ports)}`,
      known: ports.map(String),
    };
  const taken = services.find(
    ({ name, ports: own }) =>
      nodePort !== null && name !== entryName(entry.service) && own.some((port) => port.nodePort === nodePort),
  );
  if (taken) {
    const message = `${taken.name} has the node port ${nodePort} already; choose another one, as \`workload.nodePort\``;
    return { key: "service", message, known: [] };
  }
  const pairs = Object.entries(service.selector);
  const selected = controllers.filter(
    (each) => pairs.length > 0 && !isCanary(each) && pairs.every(([key, value]) => each.podLabels[key] === value),
  );
  const names = selected.map(({ name }) => name);
  if (names.length === 0)
    return { key: "service", message: "selects no pods of a Deployment or StatefulSet", known: [] };
  const deployment = entry.deployment ?? (names.length === 1 ? names[0]! : null);
  if (deployment === null)
    return {
      key: "deployment",
      message: `is missing: ${service.name} selects several: ${listed(names)}`,
      known: names,
    };
  if (!names.includes(deployment)) {
    const message = `is not selected by ${service.name}, which selects: ${listed(names)}`;
    return { key: "deployment", message, known: names };
  }
  const { port, targetPort } = found;
  return { selector: service.selector, port, targetPort, deployment };
}

export const isEntryProblem = (found: EntryTarget | EntryProblem): found is EntryProblem => "message" in found;
