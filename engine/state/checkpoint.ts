/** Serializes checkpoints: deployment schema v3 in its envelope, on one line, as the Pulumi CLI writes them. */
import type { ResourceState, Snapshot } from "../model.ts";
import type { SecretsProvider } from "../secrets/provider.ts";
import { encryptingSeal, type Seal } from "../secrets/values.ts";
import { resourceToFile } from "./resource-fields.ts";

/** The fields of a state file besides the snapshot. They are kept, even fields that a newer engine wrote. */
export interface Envelope {
  /** Fully qualified stack name. */
  stack: string;
  version: number;
  features?: string[];
  deploymentExtras: Record<string, unknown>;
}

/**
 * Serializes snapshots. Saved resources are immutable, so each is serialized once and its bytes are reused in later
 * writes.
 */
export class CheckpointWriter {
  readonly #envelope: Envelope;
  readonly #secrets: SecretsProvider;
  readonly #seal: Seal;
  /** Serialized resources, each with a comma at its end. */
  readonly #texts = new WeakMap<ResourceState, Buffer>();
  #last: Buffer[] | undefined;

  constructor(envelope: Envelope, secrets: SecretsProvider) {
    this.#envelope = envelope;
    this.#secrets = secrets;
    this.#seal = encryptingSeal(secrets);
  }

  /** Returns the bytes of the file; `undefined` if only the time would differ from those of the last write. */
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

  /** Makes the next write return bytes even if nothing changed; called after a failed write. */
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
    // A change would not be saved, so it must throw.
    deepFreeze(resource);
    this.#texts.set(resource, text);
    return text;
  }
}

/** Compares bytes only of parts that are not the same object, because most are. */
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
