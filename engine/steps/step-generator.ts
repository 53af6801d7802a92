/** What the step generator of one deployment knows so far. A resource is registered after everything that it depends on. */
import { BailError } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { DependencyGraph } from "../resource/dependency-graph.ts";
import { Selection } from "./selection.ts";
import type { Step } from "./step.ts";

export interface StepGeneratorOptions {
  stack: string;
  project: string;
  preview: boolean;
  /** The program runs for its providers, components and hooks only; in the end everything is deleted. Default false. */
  destroys?: boolean;
  /** Resources are read from their providers as the program registers them, before they are updated or instead of it. */
  refreshes?: "first" | "only";
  /** Protected resources are deleted and replaced as others are. Default false. */
  ignoreProtect?: boolean;
  /** Default: everything. */
  selection?: Selection;
}

export type Diagnose = (diagnostic: { urn?: string; severity: "info" | "warning" | "error"; message: string }) => void;

export class StepGenerator {
  readonly options: StepGeneratorOptions;
  readonly diagnose: Diagnose;
  readonly selection: Selection;
  /** The state as it was, in its order; a step that changes an old resource puts its new version in its place. */
  readonly base: ResourceState[];
  readonly #olds = new Map<string, ResourceState>();
  #graph: DependencyGraph | undefined;

  /** An error was reported that does not end a preview. */
  sawError = false;
  /** URNs by what was decided about them. */
  readonly urns = new Set<string>();
  readonly reads = new Set<string>();
  readonly creates = new Set<string>();
  readonly imports = new Set<string>();
  readonly sames = new Set<string>();
  readonly updates = new Set<string>();
  readonly deletes = new Set<string>();
  readonly replaces = new Set<string>();
  readonly refreshes = new Set<string>();
  readonly skippedCreates = new Set<string>();
  /** URNs that a destroy registered and deletes in the end, in the order of registration. */
  readonly toDelete = new Set<string>();
  /** New URN by the old one that the state has, and the other way round. */
  readonly aliased = new Map<string, string>();
  readonly aliases = new Map<string, string>();
  /** Old resources that are deleted because a dependency is replaced, and the properties that make it necessary. */
  readonly pendingDeletes = new Set<ResourceState>();
  readonly dependentReplaceKeys = new Map<string, string[]>();
  readonly dependentDeletes = new Map<string, Step>();
  /** Resources as registered, by URN. */
  readonly news = new Map<string, ResourceState>();

  constructor(base: ResourceState[], options: StepGeneratorOptions, diagnose: Diagnose) {
    this.base = [...base];
    this.options = options;
    this.diagnose = diagnose;
    this.selection = options.selection ?? new Selection({});
    for (const state of base) if (!state.delete) this.#olds.set(state.urn, state);
  }

  /** The old resource of that URN, not counting those that are pending deletion. */
  old(urn: string): ResourceState | undefined {
    return this.#olds.get(urn);
  }

  olds(): IterableIterator<ResourceState> {
    return this.#olds.values();
  }

  /** Of {@link base}. */
  get graph(): DependencyGraph {
    this.#graph ??= new DependencyGraph(this.base);
    return this.#graph;
  }

  /** Records that an old resource has changed (pending deletion, pending replacement, or read again) or is gone. */
  updateOld(old: ResourceState, changed: ResourceState | undefined): void {
    const index = this.base.indexOf(old);
    if (index < 0) return;
    this.base.splice(index, 1, ...(changed ? [changed] : []));
    this.#graph = undefined;
    if (this.#olds.get(old.urn) !== old) return;
    if (!changed || changed.delete) this.#olds.delete(old.urn);
    else this.#olds.set(changed.urn, changed);
  }

  /** Whether steps were generated for this URN, so that it is not deleted as unregistered. */
  isOperatedOn(urn: string): boolean {
    const current = this.aliased.get(urn) ?? urn;
    const operations = [
      this.reads,
      this.creates,
      this.imports,
      this.sames,
      this.updates,
      this.replaces,
      this.refreshes,
    ];
    return operations.some((urns) => urns.has(current));
  }

  /** Whether the operation or the state (as tainted) says that the resource must be replaced. */
  isTargetedReplace(urn: string, old: ResourceState): boolean {
    return this.selection.replaces(urn) || old.taint === true;
  }

  /** Reports an error that ends an update at once; a preview goes on and fails at its end. */
  reportError(message: string, urn: string): void {
    if (!this.options.preview) this.reportAndBail(message, urn);
    this.diagnose({ severity: "error", message, urn });
    this.sawError = true;
  }

  /** Ends the deployment with an error. */
  reportAndBail(message: string, urn?: string): never {
    this.diagnose({ severity: "error", message, urn });
    return this.bail(message);
  }

  /** Ends the deployment; the error was reported already. */
  bail(message: string): never {
    throw new BailError(message);
  }
}
