/** A stack's state file, deployment schema v3 in its checkpoint envelope, written as Pulumi writes it: one line. Pure. */
import type { ResourceState, Snapshot } from "../model.ts";
import type { SecretsProvider } from "../secrets/provider.ts";
import { encryptingSeal, type Seal } from "../secrets/values.ts";
import { resourceToFile } from "./resource-fields.ts";

/** What a file holds beside the snapshot; kept from load to save, also where a newer engine wrote it. */
export interface Envelope {
  /** Fully qualified stack name. */
  stack: string;
  version: number;
  features?: string[];
  deploymentExtras: Record<string, unknown>;
}

/** Writes one snapshot after the other, serialising only what changed: resources are immutable once they were saved. */
export class CheckpointWriter {
  readonly #envelope: Envelope;
  readonly #secrets: SecretsProvider;
  readonly #seal: Seal;
  readonly #texts = new WeakMap<ResourceState, string>();
  #last: string | undefined;

  constructor(envelope: Envelope, secrets: SecretsProvider) {
    this.#envelope = envelope;
    this.#secrets = secrets;
    this.#seal = encryptingSeal(secrets);
  }

  /** The file's text, or undefined when only its time would differ from the text before. */
  write(snapshot: Snapshot, time: Date): string | undefined {
    const content = this.#content(snapshot);
    if (content === this.#last) return undefined;
    this.#last = content;
    const { version, features, stack } = this.#envelope;
    const manifest = JSON.stringify({ time: time.toISOString(), magic: "", version: "" });
    const envelope = `"version":${version}${features?.length ? `,"features":${JSON.stringify(features)}` : ""}`;
    return `{${envelope},"checkpoint":{"stack":${JSON.stringify(stack)},"latest":{"manifest":${manifest},${content}}}}`;
  }

  /** The next write returns text whatever came before: for after a write that failed. */
  forget(): void {
    this.#last = undefined;
  }

  #content({ resources, pendingOperations, metadata }: Snapshot): string {
    const { type, state } = this.#secrets;
    const parts = [`"secrets_providers":${JSON.stringify({ type, state })}`];
    if (resources.length > 0) parts.push(`"resources":[${resources.map((r) => this.#text(r)).join(",")}]`);
    const pending = pendingOperations.map((p) => `{"resource":${this.#text(p.resource)},"type":"${p.type}"}`);
    if (pending.length > 0) parts.push(`"pending_operations":[${pending.join(",")}]`);
    parts.push(`"metadata":${JSON.stringify(metadata)}`);
    for (const [field, value] of Object.entries(this.#envelope.deploymentExtras))
      parts.push(`${JSON.stringify(field)}:${JSON.stringify(value)}`);
    return parts.join(",");
  }

  #text(resource: ResourceState): string {
    const known = this.#texts.get(resource);
    if (known !== undefined) return known;
    const text = JSON.stringify(resourceToFile(resource, this.#seal));
    // A later change would not be saved; frozen, it is an error where it is made.
    deepFreeze(resource);
    this.#texts.set(resource, text);
    return text;
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
}
