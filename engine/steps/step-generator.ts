/** What one deployment's step generation knows so far. A resource is registered after all that it depends on. */
import type { ResourceState } from "../model.ts";
import { DependencyGraph } from "../resource/dependency-graph.ts";
import { Selection } from "./selection.ts";
import type { Step } from "./step.ts";

export interface GenerationOptions {
  stack: string;
  project: string;
  preview: boolean;
  /** The program runs for its providers, components and hooks only: in the end all is deleted. Default false. */
  destroys?: boolean;
  /** Resources are read from their providers as the program registers them, before anything else or for that only. */
  refreshes?: "first" | "only";
  /** Protected resources are deleted and replaced as others are. Default false. */
  ignoreProtect?: boolean;
  /** Default: everything. */
  selection?: Selection;
}

export type Diagnose = (diagnostic: { urn?: string; severity: "info" | "warning" | "error"; message: string }) => void;

/** A registration that cannot be served. What was wrong has been said in diagnostics. */
export class Refused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refused";
  }
}

export class Generation {
  readonly options: GenerationOptions;
  readonly diagnose: Diagnose;
  readonly selection: Selection;
  /** The state as it was, in its order; steps that change an old resource swap it for its new version. */
  readonly base: ResourceState[];
  readonly #olds = new Map<string, ResourceState>();
  #graph: DependencyGraph | undefined;

  /** Something was wrong that is no reason to end a preview, which goes on to show the rest. */
  sawError = false;
  /** URNs by what was decided about them. */
  readonly seen = new Set<string>();
  readonly reads = new Set<string>();
  readonly creates = new Set<string>();
  readonly imports = new Set<string>();
  readonly sames = new Set<string>();
  readonly updates = new Set<string>();
  readonly deletes = new Set<string>();
  readonly replaces = new Set<string>();
  readonly refreshes = new Set<string>();
  readonly skippedCreates = new Set<string>();
  /** Registered in a destroy, and to be deleted after all that. In the order of registration. */
  readonly leaving = new Set<string>();
  /** New URN by the old one that it goes by in the state, and the other way round. */
  readonly aliased = new Map<string, string>();
  readonly aliases = new Map<string, string>();
  /** Old resources that a cascade has deleted, or is deleting, and why. */
  readonly cascaded = new Set<ResourceState>();
  readonly cascadeKeys = new Map<string, string[]>();
  readonly cascadeSteps = new Map<string, Step>();
  /** Resources as registered, by URN. */
  readonly news = new Map<string, ResourceState>();

  constructor(base: ResourceState[], options: GenerationOptions, diagnose: Diagnose) {
    this.base = [...base];
    this.options = options;
    this.diagnose = diagnose;
    this.selection = options.selection ?? new Selection({});
    for (const state of base) if (!state.delete) this.#olds.set(state.urn, state);
  }

  /** The resource of that URN as it was, not counting those that wait for their deletion. */
  old(urn: string): ResourceState | undefined {
    return this.#olds.get(urn);
  }

  olds(): IterableIterator<ResourceState> {
    return this.#olds.values();
  }

  /** Of the state as it was. */
  get graph(): DependencyGraph {
    this.#graph ??= new DependencyGraph(this.base);
    return this.#graph;
  }

  /** An old resource has changed (it waits for deletion, or for its replacement, or was read anew), or is gone. */
  swap(old: ResourceState, changed: ResourceState | undefined): void {
    const index = this.base.indexOf(old);
    if (index < 0) return;
    this.base.splice(index, 1, ...(changed ? [changed] : []));
    this.#graph = undefined;
    if (this.#olds.get(old.urn) !== old) return;
    if (!changed || changed.delete) this.#olds.delete(old.urn);
    else this.#olds.set(changed.urn, changed);
  }

  /** Whether a decision about this URN has been made: then it is not deleted for being absent. */
  isOperatedOn(urn: string): boolean {
    const current = this.aliased.get(urn) ?? urn;
    const decided = [this.reads, this.creates, this.imports, this.sames, this.updates, this.replaces, this.refreshes];
    return decided.some((urns) => urns.has(current));
  }

  /** Whether somebody said that it is to be replaced: for this operation, or in the state. */
  isToReplace(urn: string, old: ResourceState): boolean {
    return this.selection.replaces(urn) || old.taint === true;
  }

  /** An error that ends an update, while a preview goes on and fails at its end. */
  complain(message: string, urn: string): void {
    if (!this.options.preview) this.refuse(message, urn);
    this.diagnose({ severity: "error", message, urn });
    this.sawError = true;
  }

  /** Ends the deployment with an error that the user sees. */
  refuse(message: string, urn?: string): never {
    this.diagnose({ severity: "error", message, ...(urn === undefined ? {} : { urn }) });
    return this.fail(message);
  }

  /** Ends the deployment; the reason has been told already. */
  fail(message: string): never {
    throw new Refused(message);
  }
}
