/** The gcp provider over the lab's control plane. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { readShapes } from "../../clouds/shapes/shapes.ts";
import { CloudClient, labSocket, type RetryPolicy } from "../cloud/client.ts";
import { servePlugin, type Value } from "../framework/index.ts";
import { gcpResource, type GcpSession } from "./resource.ts";
import { GCP_TYPES } from "./types.ts";

/** As the provider retries. */
const RETRIES: RetryPolicy = {
  delaysS: [1, 2, 4, 8, 16, 32],
  isRetried: ({ status, code }) => status === 429 || status >= 500 || code === "resourceNotReady",
};

const { version } = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("@pulumi/gcp/package.json"), "utf8"),
) as { version: string };

let session: GcpSession | undefined;

const shapes = readShapes("gcp");
const resources = Object.entries(GCP_TYPES).map(
  ([token, type]) =>
    [
      token,
      gcpResource(type, shapes, () => {
        if (!session) throw new Error("the provider is not configured");
        return session;
      }),
    ] as const,
);

const text = (value: Value | undefined): string | undefined => (typeof value === "string" ? value : undefined);

await servePlugin({
  name: "gcp",
  version: version.replace(/^v/, ""),
  accepts: { secrets: false, outputs: false, resources: false },
  configure({ project, region, zone }) {
    session = {
      client: new CloudClient(labSocket("gcp"), "gcp", RETRIES),
      defaults: { project: text(project), region: text(region), zone: text(zone) },
    };
  },
  resources: Object.fromEntries(resources),
});
