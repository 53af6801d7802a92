/** The part of an API server that says what an existing cluster is: nodes, one namespace, and reviews of rights. */
import type { RequestListener } from "node:http";
import { createAuthority, kubeconfigOf, startTlsServer } from "../../kubernetes/tls-server.ts";

export interface ApiState {
  /** Labels and phase of the namespace; null: there is none. */
  namespace: { labels: Record<string, string>; phase?: string } | null;
  /** Whether a right is granted: `create deployments.apps in shop`. */
  grants: (right: string) => boolean;
  /** What the namespace holds, by the resource's name. */
  holds: Record<string, string[]>;
  /** Namespaces of loads of the stack `shop`; null: the user may not list namespaces. */
  loads: string[] | null;
  /** Names of what is being deleted in it. */
  ending: string[];
}

export interface StandInApi {
  kubeconfig: string;
  state: ApiState;
  /** `METHOD path` of each request that would change something. */
  changes: string[];
  close(): Promise<void>;
}

const NAMESPACE = "/api/v1/namespaces/stackmark-shop";
const NODE = {
  metadata: { name: "one", uid: "uid-1", labels: { "topology.kubernetes.io/zone": "a" } },
  spec: { providerID: "kind://docker/one" },
  status: {
    allocatable: { cpu: "2", memory: "4096Mi" },
    addresses: [{ type: "InternalIP", address: "172.18.0.2" }],
    conditions: [{ type: "Ready", status: "True" }],
    nodeInfo: { kubeletVersion: "v1.35.2" },
  },
};

interface Attributes {
  namespace?: string;
  group: string;
  resource: string;
  subresource?: string;
  verb: string;
}

const rightOf = ({ namespace, group, resource, subresource, verb }: Attributes): string =>
  `${verb} ${resource}${subresource ? `/${subresource}` : ""}${group === "" ? "" : `.${group}`} in ${namespace ?? "*"}`;

export async function startStandInApi(): Promise<StandInApi> {
  const state: ApiState = { namespace: null, grants: () => true, holds: {}, loads: [], ending: [] };
  const changes: string[] = [];
  const listener: RequestListener = (request, response) => {
    const { method, url = "" } = request;
    const answer = (body: object, status = 200): void => void response.writeHead(status).end(JSON.stringify(body));
    if (url.endsWith("/selfsubjectaccessreviews")) {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        const { spec } = JSON.parse(body) as { spec: { resourceAttributes: Attributes } };
        answer({ status: { allowed: state.grants(rightOf(spec.resourceAttributes)) } }, 201);
      });
      return;
    }
    if (method !== "GET") changes.push(`${method} ${url}`);
    if (url === "/api/v1/nodes") return answer({ items: [NODE] });
    if (url === "/api/v1/namespaces?labelSelector=stackmark.dev%2Fload-of%3Dshop") {
      if (state.loads === null) return answer({ reason: "Forbidden" }, 403);
      return answer({ items: state.loads.map((name) => ({ metadata: { name } })) });
    }
    if (method === "DELETE") {
      state.loads = state.loads?.filter((name) => !url.endsWith(`/${name}`)) ?? null;
      return answer({});
    }
    const [, resource] = /^\/.*\/namespaces\/[^/]+\/([a-z]+)$/.exec(url) ?? [];
    if (resource !== undefined) {
      const metadataOf = (name: string) => ({
        name,
        deletionTimestamp: state.ending.includes(name) ? "2026-05-01T12:00:00Z" : undefined,
      });
      return answer({ items: (state.holds[resource] ?? []).map((name) => ({ metadata: metadataOf(name) })) });
    }
    if (url !== NAMESPACE || state.namespace === null) return answer({ reason: "NotFound" }, 404);
    const { labels, phase = "Active" } = state.namespace;
    return answer({ metadata: { labels }, status: { phase } });
  };
  const authority = createAuthority();
  const server = await startTlsServer(authority, "localhost", listener, true);
  const kubeconfig = kubeconfigOf(`https://localhost:${server.port}`, authority.caPem, authority.issue("admin"));
  return { kubeconfig, state, changes, close: () => server.close() };
}
