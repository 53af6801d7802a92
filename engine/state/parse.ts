/** Parses state files, and reports where they are invalid. */
import { z } from "zod";
import { StateError } from "../errors.ts";
import type { PendingOperationType, Snapshot } from "../model.ts";
import type { Crypter } from "../secrets/crypter.ts";
import type { Properties } from "../values.ts";
import type { Envelope } from "./checkpoint.ts";
import { resourceFromFile } from "./resource-fields.ts";

const properties = z.record(z.string(), z.unknown());
const urns = z.array(z.string());

const resource = z.looseObject({
  urn: z.string().min(1),
  custom: z.boolean(),
  type: z.string().min(1),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: properties.optional(),
  outputs: properties.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: urns.nullish(),
  propertyDependencies: z.record(z.string(), urns.nullable()).optional(),
  deletedWith: z.string().optional(),
});

const PENDING_TYPES: readonly PendingOperationType[] = ["creating", "updating", "deleting", "reading", "importing"];

export const deploymentSchema = z.looseObject({
  manifest: z.looseObject({}).optional(),
  secrets_providers: z
    .looseObject({ type: z.string(), state: z.looseObject({ salt: z.string().optional() }).optional() })
    .optional(),
  resources: z.array(resource).nullish(),
  pending_operations: z.array(z.strictObject({ resource, type: z.enum(PENDING_TYPES) })).nullish(),
  metadata: z.looseObject({}).optional(),
});

export type DeploymentFile = z.infer<typeof deploymentSchema>;

const checkpointSchema = z.looseObject({
  version: z.number().int(),
  features: z.array(z.string()).nullish(),
  checkpoint: z.looseObject({ stack: z.string(), latest: deploymentSchema.nullish() }),
});

export interface CheckpointFile {
  envelope: Envelope;
  deployment: DeploymentFile;
}

/** Supported deployment schema versions. Version 4 adds a list of features to version 3. */
const MIN_VERSION = 3;
const MAX_VERSION = 4;

/**
 * Parses the text of a state file.
 *
 * @throws StateError `STATE_UNREADABLE` or `STATE_TOO_NEW`, with the problem and its place in the text; the caller adds
 *   the path of the file
 */
export function parseCheckpoint(text: string): CheckpointFile {
  const json = parseJson(text);
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === "number" && version > MAX_VERSION)
    throw new StateError(
      "STATE_TOO_NEW",
      `it has schema version ${version}, and the newest supported version is ${MAX_VERSION}`,
    );
  if (typeof version === "number" && version < MIN_VERSION)
    throw new StateError(
      "STATE_UNREADABLE",
      `it has schema version ${version}, and the oldest supported version is ${MIN_VERSION}; update the stack with the Pulumi CLI first`,
    );
  const parsed = checkpointSchema.safeParse(json);
  if (!parsed.success) throw new StateError("STATE_UNREADABLE", placesOf(parsed.error).join("; "));
  // Zod reorders fields; the original object has them in the order of the file.
  const { version: schemaVersion, features, checkpoint } = json as z.infer<typeof checkpointSchema>;
  const deployment = checkpoint.latest ?? {};
  const { manifest, secrets_providers, resources, pending_operations, metadata, ...deploymentExtras } = deployment;
  return {
    envelope: {
      stack: checkpoint.stack,
      version: schemaVersion,
      ...(features ? { features } : {}),
      deploymentExtras,
    },
    deployment,
  };
}

/** Decrypts a deployment. */
export function snapshotOf(deployment: DeploymentFile, crypter: Crypter): Snapshot {
  const read = (written: Record<string, unknown>) => resourceFromFile(written as Properties, crypter);
  return {
    resources: (deployment.resources ?? []).map(read),
    pendingOperations: (deployment.pending_operations ?? []).map(({ resource, type }) => ({
      resource: read(resource),
      type,
    })),
    metadata: deployment.metadata ?? {},
  };
}

const MAX_PLACES = 5;

/** One text for each of the first problems, with its path. */
export function placesOf(error: z.ZodError): string[] {
  const places = error.issues.map(({ path, message }) => `at ${formatPath(path)}: ${message}`);
  const more = places.length - MAX_PLACES;
  return more > 0 ? [...places.slice(0, MAX_PLACES), `and ${more} more`] : places;
}

const formatPath = (path: readonly PropertyKey[]): string =>
  path.map((part, i) => (typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${String(part)}`)).join("") ||
  "the top";

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    // V8 reports the position of an invalid character, but not of a truncated text.
    const place = /position \d+/.test(message) ? "" : `, at position ${text.length} (the end)`;
    throw new StateError("STATE_UNREADABLE", `it is not JSON: ${message}${place}`, { cause: error });
  }
}
