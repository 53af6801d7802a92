/** Selects the resources of an operation: `--target`, `--target-dependents`, `--exclude` and `--replace`. */
import type { ResourceState } from "../model.ts";
import { needsOf } from "../resource/state.ts";
import { isProviderType, STACK_TYPE } from "../resource/urn.ts";

export interface SelectionOptions {
  /** URNs or patterns: `*` matches text without a colon, `**` any text. Default: all resources. */
  targets?: readonly string[];
  /** Also target dependents of targets. */
  targetDependents?: boolean;
  /** URNs or patterns. */
  excludes?: readonly string[];
  /** Also exclude dependents of excluded resources. */
  excludeDependents?: boolean;
  /** URNs or patterns of resources to replace. */
  replace?: readonly string[];
}

export class Selection {
  readonly #targets: Patterns;
  readonly #excludes: Patterns;
  readonly #replace: Patterns;
  readonly withDependents: boolean;
  readonly excludesDependents: boolean;
  /** Named resources and their dependents, as found so far. */
  readonly #reached = new Set<string>();

  constructor({ targets, targetDependents, excludes, excludeDependents, replace }: SelectionOptions) {
    this.#targets = new Patterns(targets);
    this.#excludes = new Patterns(excludes);
    this.#replace = new Patterns(replace);
    this.withDependents = targetDependents ?? false;
    this.excludesDependents = excludeDependents ?? false;
  }

  get everything(): boolean {
    return this.#targets.none && this.#excludes.none;
  }

  /** Whether there are targets. If not, all resources except the excluded ones are selected. */
  get isTargeted(): boolean {
    return !this.#targets.none;
  }

  /** Whether the URN itself is targeted or, without targets, not excluded. */
  names(urn: string): boolean {
    return this.isTargeted ? this.#targets.match(urn) : !this.#excludes.match(urn);
  }

  replaces(urn: string): boolean {
    return this.#replace.match(urn);
  }

  /** Whether a registered resource is selected; the stack and providers always are. Call it in registration order. */
  includes(state: ResourceState): boolean {
    return isProviderType(state.type) || state.type === STACK_TYPE || this.#covers(state, true);
  }

  /**
   * Whether a refresh reads the resource. As with the Pulumi CLI, a provider does not count as a dependency here. Call
   * it in the order of the state.
   */
  covers(state: ResourceState): boolean {
    return this.#covers(state, false);
  }

  #covers(state: ResourceState, alsoByProvider: boolean): boolean {
    if (this.everything) return true;
    const { isTargeted } = this;
    const follows = isTargeted ? this.withDependents : this.excludesDependents;
    // Targets and exclusions extend to dependents.
    const isReached = this.#isNamed(state.urn) || (follows && this.#dependsOnReached(state, alsoByProvider));
    if (isReached) this.#reached.add(state.urn);
    return isReached === isTargeted;
  }

  /** Targets that are not among the URNs. Patterns need not match anything. */
  unknownTargets(urns: ReadonlySet<string>): string[] {
    return this.#targets.literals.filter((urn) => !urns.has(urn));
  }

  unknownReplaces(urns: ReadonlySet<string>): string[] {
    return this.#replace.literals.filter((urn) => !urns.has(urn));
  }

  unknownExcludes(urns: ReadonlySet<string>): string[] {
    return this.#excludes.literals.filter((urn) => !urns.has(urn));
  }

  #isNamed(urn: string): boolean {
    return this.names(urn) === this.isTargeted;
  }

  #dependsOnReached(state: ResourceState, alsoByProvider: boolean): boolean {
    const { provider: _, ...withoutProvider } = state;
    return needsOf(alsoByProvider ? state : withoutProvider).some(
      (urn) => this.#isNamed(urn) || this.#reached.has(urn),
    );
  }
}

/** URNs and glob patterns. */
class Patterns {
  readonly literals: readonly string[];
  readonly #globs: readonly RegExp[];

  constructor(texts: readonly string[] = []) {
    this.literals = texts.filter((text) => !text.includes("*"));
    this.#globs = texts.filter((text) => text.includes("*")).map(globOf);
  }

  get none(): boolean {
    return this.literals.length === 0 && this.#globs.length === 0;
  }

  match(urn: string): boolean {
    return this.literals.includes(urn) || this.#globs.some((glob) => glob.test(urn));
  }
}

function globOf(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("\\*\\*", ".*").replaceAll("\\*", "[^:]*")}$`);
}
