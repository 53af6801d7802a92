/** The azure-native provider over the lab's control plane. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { DEFAULT_SETTINGS } from "../../clouds/settings.ts";
import { readShapes } from "../../clouds/shapes/shapes.ts";
import { CloudClient, labSocket, type RetryPolicy } from "../cloud/client.ts";
import { servePlugin } from "../framework/index.ts";
import { azureResource, type AzureSession } from "./resource.ts";
import { AZURE_TYPES } from "./types.ts";

/** As the provider retries. */
const RETRIES: RetryPolicy = {
  delaysS: [20, 60, 120],
  isRetried: ({ status, code }) =>
    [408, 429, 500, 502, 503, 504].includes(status) || (status === 409 && code === "AnotherOperationInProgress"),
};

const { version } = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("@pulumi/azure-native/package.json"), "utf8"),
) as { version: string };

let session: AzureSession | undefined;

const shapes = readShapes("azure");
const resources = Object.entries(AZURE_TYPES).map(
  ([token, type]) =>
    [
      token,
      azureResource(type, shapes, () => {
        if (!session) throw new Error("the provider is not configured");
        return session;
      }),
    ] as const,
);

await servePlugin({
  name: "azure-native",
  version: version.replace(/^v/, ""),
  accepts: { secrets: false, outputs: false, resources: false },
  configure({ location, subscriptionId }) {
    session = {
      client: new CloudClient(labSocket("azure-native"), "azure", RETRIES),
      subscription: typeof subscriptionId === "string" ? subscriptionId : DEFAULT_SETTINGS.subscription,
      location: typeof location === "string" ? location : undefined,
    };
  },
  resources: Object.fromEntries(resources),
});
