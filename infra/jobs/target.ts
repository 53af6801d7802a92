/** What the pods of a load send their requests to: the entry's Service, or its pods in one region. */
import { InfraError } from "../errors.ts";
import type { KubeApi } from "../kubernetes/api.ts";
import { isTrue } from "../kubernetes/conditions.ts";
import { readPods, type PodObject } from "../kubernetes/pod-objects.ts";
import { TARGET } from "./names.ts";

/** The entry inside its cluster. */
export interface EntryInCluster {
  namespace: string;
  service: string;
  port: number;
  /** Of the entry's pods. */
  selector: Record<string, string>;
  /** The port that they listen on, or its name. */
  targetPort: number | string;
  scheme: "http" | "https";
  /** Path and query of the entry, beginning with a slash. */
  path: string;
}

export interface PodAddresses {
  addresses: string[];
  /** Number of the port. */
  port: number;
}

/**
 * The entry's pods that are ready on some nodes.
 * @throws {InfraError} WORKLOAD_NOT_READY if there are none
 */
export async function entryPodsOn(
  api: KubeApi,
  entry: EntryInCluster,
  nodes: readonly string[],
): Promise<PodAddresses> {
  const { namespace, selector } = entry;
  const labels = encodeURIComponent(
    Object.entries(selector)
      .map((pair) => pair.join("="))
      .join(","),
  );
  const pods = await readPods(api, `/api/v1/namespaces/${namespace}/pods?labelSelector=${labels}`);
  return addressesOn(pods, entry, nodes);
}

export function addressesOn(
  pods: readonly PodObject[],
  { service, targetPort }: EntryInCluster,
  nodes: readonly string[],
): PodAddresses {
  const ready = pods.filter(
    ({ metadata, spec, status }) =>
      metadata.deletionTimestamp === undefined &&
      nodes.includes(spec.nodeName ?? "") &&
      status.podIP !== undefined &&
      isTrue(status.conditions, "Ready"),
  );
  const [first] = ready;
  if (first === undefined) throw noEntryOn(nodes, service);
  const ports = first.spec.containers.flatMap((container) => container.ports);
  const port =
    typeof targetPort === "number" ? targetPort : ports.find(({ name }) => name === targetPort)?.containerPort;
  if (port === undefined)
    throw new InfraError("WORKLOAD_NOT_READY", `The pods of the entry ${service} have no port named ${targetPort}.`);
  return { addresses: ready.map(({ status }) => status.podIP!), port };
}

/** @param entry its name */
export function noEntryOn(nodes: readonly string[], entry: string): InfraError {
  const message = `No pod of the entry ${entry} is ready on ${nodes.join(", ")}, so a load between regions has no target there; give it a replica in each region.`;
  return new InfraError("WORKLOAD_NOT_READY", message);
}

/** A Service without a selector, and the addresses behind it: which pods they are does not change during a load. */
export const regionalService = ({ addresses, port }: PodAddresses) => ({
  service: {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: TARGET },
    spec: { ports: [{ name: "entry", port, targetPort: port }] },
  },
  slice: {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: TARGET, labels: { "kubernetes.io/service-name": TARGET } },
    addressType: addresses[0]!.includes(":") ? "IPv6" : "IPv4",
    ports: [{ name: "entry", port }],
    endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
  },
});

export const serviceUrl = ({
  scheme,
  path,
  namespace,
  service,
  port,
}: Omit<EntryInCluster, "selector" | "targetPort">) =>
  `${scheme}://${service}.${namespace}.svc:${port}${path === "/" ? "" : path}`;
