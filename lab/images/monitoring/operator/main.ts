/**
 * In place of Prometheus' operator: makes a StatefulSet of each Prometheus resource in its namespace. Helm waits for neither,
 * so that with this chart too a release is there before Prometheus runs.
 *
 * NODE_EXTRA_CA_CERTS names the cluster's certificate authority.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../../base/errors.ts";
import { API_VERSION, statefulSet, statusOf, type PrometheusResource } from "./stateful-set.ts";

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const POLL_MS = 5_000;
const APPLY = "application/apply-patch+yaml";
const MERGE = "application/merge-patch+json";

// The first process of a container ignores signals without a handler.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(0));

const NAMESPACE = readFileSync(`${ACCOUNT}/namespace`, "utf8");
const SERVER = `https://${process.env.KUBERNETES_SERVICE_HOST}:${process.env.KUBERNETES_SERVICE_PORT}`;

async function request<T>(method: "GET" | "PATCH", path: string, type = "", body?: unknown): Promise<T> {
  const response = await fetch(`${SERVER}${path}`, {
    method,
    // The kubelet renews the token.
    headers: { authorization: `Bearer ${readFileSync(`${ACCOUNT}/token`, "utf8")}`, "content-type": type },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

const RESOURCES = `/apis/${API_VERSION}/namespaces/${NAMESPACE}/prometheuses`;
const SAID = new Map<string, string>();

async function reconcile(resource: PrometheusResource): Promise<void> {
  const wanted = statefulSet(resource);
  const path = `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets/${wanted.metadata.name}`;
  const query = "?fieldManager=PrometheusOperator&force=true";
  const { status } = await request<{ status?: { readyReplicas?: number } }>("PATCH", path + query, APPLY, wanted);
  const own = statusOf(resource, status?.readyReplicas ?? 0);
  const text = JSON.stringify(own);
  if (SAID.get(resource.metadata.uid) === text) return;
  await request("PATCH", `${RESOURCES}/${resource.metadata.name}/status`, MERGE, { status: own });
  SAID.set(resource.metadata.uid, text);
  console.log(`${wanted.metadata.name}: ${own.availableReplicas} of ${own.replicas} ready`);
}

for (;;) {
  try {
    const { items } = await request<{ items: PrometheusResource[] }>("GET", RESOURCES);
    for (const resource of items) await reconcile(resource);
  } catch (error) {
    console.error(messageOf(error), error instanceof Error ? (error.cause ?? "") : "");
  }
  await sleep(POLL_MS);
}
