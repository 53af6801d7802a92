/** A stack file with an application of the user's, and files that it names. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, type ParseResult } from "../../../../infra/config/parse.ts";
import { problemText } from "../../../../infra/config/problems.ts";
import { rawConfig } from "../../helpers/raw-config.ts";

export const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: registry.example/web:1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
`;
export const STORE = `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: StatefulSet
    metadata: { name: store }
    spec:
      serviceName: store
      selector: { matchLabels: { app: store } }
      template:
        metadata: { labels: { app: store } }
        spec: { containers: [{ name: store, image: redis }] }
  - { apiVersion: v1, kind: Service, metadata: { name: store }, spec: { selector: { app: store }, ports: [{ port: 6379 }] } }
`;

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const NODES = [
  { name: "server", cloud: "azure", role: "server" },
  { name: "worker", cloud: "azure", labels: { zone: "b" } },
];

export function parseWorkload(workload: object, folder: string, nodes: object[] = NODES): ParseResult {
  const sections = { topology: { nodes }, workload, access: { adminCidrs: ["203.0.113.7/32"] } };
  return parse(rawConfig(sections), [], folder);
}

export const problemsIn = (workload: object, folder: string, nodes?: object[]): string[] =>
  parseWorkload(workload, folder, nodes).problems.map(problemText);
