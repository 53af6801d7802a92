/** The Kubernetes objects of a workload of one service. Pure. */
import { NODE_VERSION } from "../../catalog/images.ts";
import { SINGLE_RESOURCES, type SingleName } from "../../catalog/services.ts";
import type { KubeObject } from "../../kubernetes/objects.ts";

export const DEFAULT_REPOSITORY = "docker.io/library";
/** Of the container. */
export const PORT = 8080;
export const SERVICE_PORT = 80;

export const podLabels = (name: SingleName) => ({ app: name });

const FILE = "server.mjs";
const FOLDER = "/app";

/** The program is in a ConfigMap, so that no image of ours must be built or pulled. */
export function objectsOf(name: SingleName, program: string, repository: string): KubeObject[] {
  const labels = podLabels(name);
  const metadata = { name, labels };
  const container = {
    name,
    image: `${repository}/node:${NODE_VERSION}-alpine`,
    command: ["node", `${FOLDER}/${FILE}`],
    env: [{ name: "PORT", value: String(PORT) }],
    ports: [{ name: "http", containerPort: PORT }],
    readinessProbe: { httpGet: { path: "/healthz", port: PORT }, periodSeconds: 2, timeoutSeconds: 5 },
    resources: SINGLE_RESOURCES,
    volumeMounts: [{ name: "program", mountPath: FOLDER, readOnly: true }],
  };
  const pod = {
    automountServiceAccountToken: false,
    containers: [container],
    volumes: [{ name: "program", configMap: { name } }],
  };
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [FILE]: program } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports: [{ name: "http", port: SERVICE_PORT, targetPort: PORT }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
  ];
}
