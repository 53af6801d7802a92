/** Serializes checkpoints: deployment schema v3 in its envelope, on one line as the Pulumi CLI writes it. */
import type { ResourceState, Snapshot } from "../model.ts";
import type { SecretsProvider } from "../secrets/provider.ts";
import { encryptingSeal, type Seal } from "../secrets/values.ts";
import { resourceToFile } from "./resource-fields.ts";

/** What a file has beside the snapshot, kept from load to save even if a newer engine wrote it. */
export interface Envelope {
  /** Fully qualified stack name. */
  stack: string;
  version: number;
  features?: string[];
  deploymentExtras: Record<string, unknown>;
}

/**
 * Serializes snapshots, each time only what changed: saved resources are immutable. Their texts are kept as bytes of the
 * file, so that a write only copies them.
 */
export class CheckpointWriter {
  readonly #envelope: Envelope;
  readonly #secrets: SecretsProvider;
  readonly #seal: Seal;
  /** Each with a comma at its end. */
  readonly #texts = new WeakMap<ResourceState, Buffer>();
  #last: Buffer[] | undefined;

  constructor(envelope: Envelope, secrets: SecretsProvider) {
    this.#envelope = envelope;
    this.#secrets = secrets;
    this.#seal = encryptingSeal(secrets);
  }

  /** Returns the file's bytes, or `undefined` if only the time would differ from the last ones. */
  write(snapshot: Snapshot, time: Date): Buffer | undefined {
    const content = this.#content(snapshot);
    if (this.#last && sameParts(this.#last, content)) return undefined;
    this.#last = content;
    const { version, features, stack } = this.#envelope;
    const manifest = JSON.stringify({ time: time.toISOString(), magic: "", version: "" });
    const envelope = `"version":${version}${features?.length ? `,"features":${JSON.stringify(features)}` : ""}`;
    const head = `{${envelope},"checkpoint":{"stack":${JSON.stringify(stack)},"latest":{"manifest":${manifest},`;
    return Buffer.concat([Buffer.from(head), ...content, Buffer.from("}}}")]);
  }

  /** Makes the next write return bytes in any case, after a failed write. */
  forget(): void {
    this.#last = undefined;
  }

  #content({ resources, pendingOperations, metadata }: Snapshot): Buffer[] {
    const { type, state } = this.#secrets;
    const parts: Buffer[] = [];
    const add = (text: string) => parts.push(Buffer.from(text));
    add(`"secrets_providers":${JSON.stringify({ type, state })}`);
    if (resources.length > 0) {
      add(`,"resources":[`);
      for (const resource of resources) parts.push(this.#text(resource));
      parts.push(withoutComma(parts.pop() as Buffer), CLOSE);
    }
    if (pendingOperations.length > 0) {
      add(`,"pending_operations":[`);
      for (const { resource, type: pending } of pendingOperations) {
        add(`{"resource":`);
        parts.push(this.#text(resource));
        add(`"type":"${pending}"},`);
      }
      parts.push(withoutComma(parts.pop() as Buffer), CLOSE);
    }
    add(`,"metadata":${JSON.stringify(metadata)}`);
    for (const [field, value] of Object.entries(this.#envelope.deploymentExtras))
      add(`,${JSON.stringify(field)}:${JSON.stringify(value)}`);
    return parts;
  }

  #text(resource: ResourceState): Buffer {
    const known = this.#texts.get(resource);
    if (known !== undefined) return known;
    const text = Buffer.from(`${JSON.stringify(resourceToFile(resource, this.#seal))},`);
    // A later change would not be saved, so it must be an error.
    deepFreeze(resource);
    this.#texts.set(resource, text);
    return text;
  }
}

/** Most parts are the same objects; only others are compared. */
const sameParts = (before: readonly Buffer[], after: readonly Buffer[]): boolean =>
  before.length === after.length &&
  before.every((part, index) => part === after[index] || part.equals(after[index] as Buffer));

const CLOSE = Buffer.from("]");

const withoutComma = (text: Buffer): Buffer => text.subarray(0, -1);

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
