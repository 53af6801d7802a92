/** The part of an API server that the providers use: one Deployment whose pods move at once when its selector changes. */
import type { RequestListener } from "node:http";
import { createAuthority, kubeconfigOf, startTlsServer, type TlsServer } from "./tls-server.ts";

export interface StandInCluster {
  kubeconfig: string;
  /** `METHOD path` of each request for a change or a page. */
  requests: string[];
  close(): Promise<void>;
}

const BASE = "/apis/apps/v1/namespaces/boutique/deployments";
const STATEFUL_SETS = "/apis/apps/v1/namespaces/boutique/statefulsets";

/** @param nodes labels of each node @param replicas of the frontend, initially all on the first node */
export async function startStandInCluster(
  nodes: Record<string, Record<string, string>>,
  replicas: number,
): Promise<StandInCluster> {
  const requests: string[] = [];
  let generation = 1;
  let selector: Record<string, string> = {};

  const deployment = () => ({
    metadata: { name: "frontend", generation },
    spec: { replicas, template: { spec: { nodeSelector: selector, containers: [{ name: "server" }] } } },
    status: { observedGeneration: generation, replicas, updatedReplicas: replicas },
  });
  const home = () => {
    const fits = (labels: Record<string, string>) =>
      Object.entries(selector).every(([key, value]) => labels[key] === value);
    return Object.entries(nodes).find(([, labels]) => fits(labels))?.[0];
  };
  const pods = () =>
    Array.from({ length: replicas }, (_, i) => ({
      metadata: {
        namespace: "boutique",
        name: `frontend-${generation}-${i}`,
        labels: { "pod-template-hash": "55fd497488" },
        ownerReferences: [{ kind: "ReplicaSet", name: "frontend-55fd497488", controller: true }],
        creationTimestamp: "2026-05-01T12:00:00Z",
      },
      spec: { nodeName: home(), containers: [{ name: "server" }] },
      status: { phase: "Running", conditions: [{ type: "Ready", status: home() ? "True" : "False" }] },
    }));

  const listener: RequestListener = (request, response) => {
    const { method, url } = request;
    if (method === "GET" && url === BASE) return void response.end(JSON.stringify({ items: [deployment()] }));
    if (method === "GET" && url === STATEFUL_SETS) return void response.end(`{"items":[]}`);
    if (method === "GET" && url === "/api/v1/namespaces/boutique/pods")
      return void response.end(JSON.stringify({ items: pods() }));
    if (method === "GET" && url === "/api/v1/nodes")
      return void response.end(JSON.stringify({ items: Object.keys(nodes).map((name) => ({ metadata: { name } })) }));
    if (url!.startsWith("/api/v1/namespaces/boutique/secrets?")) return void response.end(`{"items":[]}`);
    requests.push(`${method} ${url}`);
    if (method === "GET") return void response.end("a page");
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const patch = JSON.parse(body).spec.template.spec.nodeSelector as Record<string, string | null>;
      const merged = Object.entries({ ...selector, ...patch }).filter(([, value]) => value !== null);
      selector = Object.fromEntries(merged) as Record<string, string>;
      generation++;
      response.end("{}");
    });
  };

  const authority = createAuthority();
  const server: TlsServer = await startTlsServer(authority, "localhost", listener, true);
  const url = `https://localhost:${server.port}`;
  return {
    kubeconfig: kubeconfigOf(url, authority.caPem, authority.issue("admin")),
    requests,
    close: () => server.close(),
  };
}
