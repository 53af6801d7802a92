/** The state of step generation in one deployment: the old resources, and what was decided about registered ones. */
import { BailError } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { DependencyGraph } from "../resource/dependency-graph.ts";
import { Selection } from "./selection.ts";
import type { Step } from "./step.ts";

export interface StepGeneratorOptions {
  stack: string;
  project: string;
  preview: boolean;
  /**
   * Run the program only for its providers, components and hooks, and delete all resources at the end. Default false.
   */
  destroys?: boolean;
  /** Refresh resources when the program registers them: before the update (`first`), or instead of it (`only`). */
  refreshes?: "first" | "only";
  /** Delete and replace protected resources too. Default false. */
  ignoreProtect?: boolean;
  /** Default: all resources. */
  selection?: Selection;
}

export type Diagnose = (diagnostic: { urn?: string; severity: "info" | "warning" | "error"; message: string }) => void;

export class StepGenerator {
  readonly options: StepGeneratorOptions;
  readonly diagnose: Diagnose;
  readonly selection: Selection;
  /** The old resources in the order of the state. A step that changes one replaces it here with its new version. */
  readonly base: ResourceState[];
  readonly #olds = new Map<string, ResourceState>();
  #graph: DependencyGraph | undefined;

  /** An error was reported that fails a preview without ending it. */
  sawError = false;
  /** URNs of all registered resources, then by the steps that were generated for them. */
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
  /** URNs that were registered in a destroy and are deleted at its end, in the order of registration. */
  readonly toDelete = new Set<string>();
  /** New URNs of renamed resources, by the old one. */
  readonly aliased = new Map<string, string>();
  /** Old URNs of renamed resources, by the new one. */
  readonly aliases = new Map<string, string>();
  /** Old resources that are deleted because a dependency is replaced. */
  readonly pendingDeletes = new Set<ResourceState>();
  /** Properties that force their replacement, by URN. */
  readonly dependentReplaceKeys = new Map<string, string[]>();
  /** Steps that delete them, by URN. */
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

  /** The old resource with this URN that is not pending deletion. */
  old(urn: string): ResourceState | undefined {
    return this.#olds.get(urn);
  }

  olds(): IterableIterator<ResourceState> {
    return this.#olds.values();
  }

  /** The dependency graph of {@link base}. */
  get graph(): DependencyGraph {
    this.#graph ??= new DependencyGraph(this.base);
    return this.#graph;
  }

  /** Records that an old resource was changed (pending deletion, pending replacement, or refreshed) or deleted. */
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

  /** Whether the resource must be replaced because of `--replace`, or because it is tainted. */
  isTargetedReplace(urn: string, old: ResourceState): boolean {
    return this.selection.replaces(urn) || old.taint === true;
  }

  /** Reports an error. An update ends at once; a preview continues and fails at its end. */
  reportError(message: string, urn: string): void {
    if (!this.options.preview) this.reportAndBail(message, urn);
    this.diagnose({ severity: "error", message, urn });
    this.sawError = true;
  }

  /** Reports an error and ends the deployment. */
  reportAndBail(message: string, urn?: string): never {
    this.diagnose({ severity: "error", message, urn });
    return this.bail(message);
  }

  /** Ends the deployment after an error was reported. */
  bail(message: string): never {
    throw new BailError(message);
  }
}
