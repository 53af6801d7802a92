import type { JsonObject } from "../json.ts";
import type { Resource } from "../store.ts";

/** What the provider shows of the labels of a resource. */
export const labelOutputs = (labels: Readonly<Record<string, string>> = {}, { revision }: Resource): JsonObject => ({
  labels: { ...labels },
  effectiveLabels: { ...labels, "goog-pulumi-provisioned": "true" },
  pulumiLabels: { ...labels, "goog-pulumi-provisioned": "true" },
  labelFingerprint: Buffer.from(String(revision).padStart(8, "0")).toString("base64"),
});
