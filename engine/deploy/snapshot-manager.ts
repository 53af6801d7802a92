/**
 * Records the beginning and the end of each step in the checkpoint. A step starts only after the checkpoint on the disk
 * lists it as a pending operation. Its end is saved without waiting for the write; until then it stays pending on the
 * disk. So every resource that a provider has created is in the checkpoint, as a resource or as a pending operation.
 * Steps that run in parallel share writes.
 */
import type { PendingOperationType, ResourceState, Snapshot, SnapshotStore } from "../model.ts";
import { equal } from "../resource/compare.ts";
import type { StepGenerator } from "../steps/step-generator.ts";
import { compact } from "../resource/state.ts";
import { isSkippedCreate, resourceOf } from "../steps/step.ts";
import type { Step } from "../steps/step.ts";
import type { Value } from "../values.ts";
import { dropDanglingReferences, renamer } from "./snapshot-references.ts";

const PENDING_OPERATIONS: Partial<Record<Step["op"], PendingOperationType>> = {
  create: "creating",
  "create-replacement": "creating",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting",
  discard: "deleting",
  "discard-replaced": "deleting",
  read: "reading",
  "read-replacement": "reading",
  import: "importing",
  "import-replacement": "importing",
};

export class SnapshotManager {
  readonly #store: SnapshotStore;
  readonly #generator: StepGenerator;
  readonly #before: Snapshot;
  readonly #rename: (state: ResourceState) => ResourceState;
  #news: ResourceState[] = [];
  /** New URN by old one, for renamed resources that are recorded under the new URN already. */
  readonly #renamed = new Map<string, string>();
  readonly #removed = new Set<ResourceState>();
  readonly #pending = new Map<Step, { resource: ResourceState; type: PendingOperationType }>();
  readonly #versions = new Map<ResourceState, ResourceState>();
  #unsaved = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(store: SnapshotStore, generator: StepGenerator) {
    this.#store = store;
    this.#generator = generator;
    this.#before = store.snapshot;
    this.#rename = renamer(this.#renamed);
  }

  /** Resolves when the checkpoint on the disk lists the step as a pending operation. Throws if it cannot be written. */
  async beginMutation(step: Step): Promise<void> {
    const type = PENDING_OPERATIONS[step.op];
    if (!type) return;
    this.#pending.set(step, { resource: resourceOf(step), type });
    try {
      await this.#save();
    } catch (error) {
      this.#pending.delete(step);
      throw error;
    }
  }

  /** @param result the resulting resource; `undefined` if the step failed or deleted it */
  endMutation(step: Step, succeeded: boolean, result?: ResourceState): void {
    this.#pending.delete(step);
    const mayBeSame = step.op === "same" || step.op === "refresh";
    const elide = mayBeSame && result !== undefined && step.old !== undefined && isElidable(step.old, result);
    if (succeeded) this.#apply(step, result);
    if (elide || step.op === "replace") this.#unsaved = true;
    else this.#saveSoon();
  }

  /** Records a resource whose outputs have changed, such as a component that has registered them. */
  registerOutputs(state: ResourceState, changed: ResourceState): void {
    const index = this.#news.indexOf(state);
    if (index >= 0) this.#news[index] = changed;
    if (this.#removed.has(state)) this.#removed.add(changed);
    if (equal(state.outputs ?? {}, changed.outputs ?? {})) this.#unsaved = true;
    else this.#saveSoon();
  }

  /** Resolves when all changes are on the disk, including those that did not cause a write. */
  async flush(): Promise<void> {
    await this.#saving.catch(() => {});
    if (this.#unsaved) await this.#save();
  }

  snapshot(): Snapshot {
    const { base, options } = this.#generator;
    const kept = base.filter((state) => !this.#removed.has(state));
    const resources = [...this.#news.filter((state) => !this.#removed.has(state)), ...kept].map(this.#rename);
    // Interrupted creates of earlier deployments stay pending until the user resolves them.
    const unresolved = this.#before.pendingOperations.filter(({ type }) => type === "creating");
    return {
      // Other resources may still refer to one that the refresh found deleted.
      resources: options.refreshes ? dropDanglingReferences(resources) : resources,
      pendingOperations: [...this.#pending.values(), ...unresolved],
      metadata: this.#before.metadata,
    };
  }

  #apply(step: Step, result: ResourceState | undefined): void {
    const old = step.old && this.#current(step.old);
    switch (step.op) {
      case "create":
      case "import":
      case "replace":
        break;
      case "create-replacement":
        if (old && step.pendingDelete) this.#updateOld(old, { ...old, delete: true });
        else if (old?.pendingReplacement) this.#removed.add(old);
        break;
      case "import-replacement":
      case "read-replacement":
        if (old) this.#updateOld(old, { ...old, delete: true });
        break;
      case "delete-replaced":
        if (old && step.pendingReplace) this.#updateOld(old, { ...old, pendingReplacement: true });
        else if (old) this.#removed.add(old);
        break;
      case "refresh":
        // With `new`, the program has registered the resource, so the result is appended like that of other steps.
        // Without, the resource keeps its place and may have further steps.
        if (old && !step.new) return this.#updateOld(old, result);
        if (old) this.#removed.add(old);
        break;
      default:
        if (old) this.#removed.add(old);
    }
    if (!result || isSkippedCreate(step)) return;
    this.#news.push(result);
    const alias = this.#generator.aliases.get(result.urn);
    if (alias !== undefined) this.#renamed.set(alias, result.urn);
  }

  #updateOld(old: ResourceState, changed: ResourceState | undefined): void {
    if (changed) this.#versions.set(old, changed);
    this.#generator.updateOld(old, changed);
  }

  #current(state: ResourceState): ResourceState {
    const newer = this.#versions.get(state);
    return newer ? this.#current(newer) : state;
  }

  #save(): Promise<void> {
    this.#unsaved = true;
    this.#saving = this.#store.save(() => {
      this.#unsaved = false;
      return this.snapshot();
    });
    return this.#saving.catch((error: unknown) => {
      this.#unsaved = true;
      throw error;
    });
  }

  /** A failed write is retried, and its error reported, by the next step or by {@link flush}. */
  #saveSoon(): void {
    this.#save().catch(() => {});
  }
}

/** Whether a change needs no write of its own, because only the source position differs. */
function isElidable(before: ResourceState, after: ResourceState): boolean {
  const plain = (state: ResourceState) =>
    compact({ ...state, sourcePosition: undefined, stackTrace: undefined }) as unknown as Value;
  return equal(plain(before), plain(after));
}
