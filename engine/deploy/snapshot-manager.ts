/**
 * Records the beginning and the end of each step in the checkpoint. A step starts only when the checkpoint on the disk
 * names it as pending. Its end is written too, but nothing waits for that: until then the step stays pending, and the
 * next step's beginning writes it as well. So whatever a provider holds is always a resource or a pending operation of
 * the checkpoint, for one write per step that parallel steps share.
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
  /** New URN by old one, of resources that the checkpoint has under the new one; until then, others refer to the old one. */
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

  /** Resolves when the checkpoint on the disk names the step as pending. Throws when it cannot be written. */
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

  /** @param result the resource as it is now; `undefined` when the step failed or deleted it */
  endMutation(step: Step, succeeded: boolean, result?: ResourceState): void {
    this.#pending.delete(step);
    const mayBeSame = step.op === "same" || step.op === "refresh";
    const elide = mayBeSame && result !== undefined && step.old !== undefined && isElidable(step.old, result);
    if (succeeded) this.#apply(step, result);
    if (elide || step.op === "replace") this.#unsaved = true;
    else this.#saveSoon();
  }

  /** A component has registered its outputs. */
  registerOutputs(state: ResourceState, changed: ResourceState): void {
    const index = this.#news.indexOf(state);
    if (index >= 0) this.#news[index] = changed;
    if (this.#removed.has(state)) this.#removed.add(changed);
    if (equal(state.outputs ?? {}, changed.outputs ?? {})) this.#unsaved = true;
    else this.#saveSoon();
  }

  /** Resolves when everything is on the disk, including changes that did not cause a write of their own. */
  async flush(): Promise<void> {
    await this.#saving.catch(() => {});
    if (this.#unsaved) await this.#save();
  }

  snapshot(): Snapshot {
    const { base, options } = this.#generator;
    const kept = base.filter((state) => !this.#removed.has(state));
    const resources = [...this.#news.filter((state) => !this.#removed.has(state)), ...kept].map(this.#rename);
    // An interrupted create of an earlier deployment stays pending until the user resolves it.
    const unresolved = this.#before.pendingOperations.filter(({ type }) => type === "creating");
    return {
      // Others may still refer to a resource that a refresh found deleted.
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
        // A resource that the program refreshes is done; others stay where they are and may have further steps.
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

  /** A failure is reported by the next step, or in the end. */
  #saveSoon(): void {
    this.#save().catch(() => {});
  }
}

/** Whether a change needs no write of its own: only the place in the program differs. */
function isElidable(before: ResourceState, after: ResourceState): boolean {
  const plain = (state: ResourceState) =>
    compact({ ...state, sourcePosition: undefined, stackTrace: undefined }) as unknown as Value;
  return equal(plain(before), plain(after));
}
