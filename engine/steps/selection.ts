/** `--target`, `--target-dependents`, `--exclude` and `--replace`: which resources an operation is about. */
import type { ResourceState } from "../model.ts";
import { dependenciesOf, providerUrnOf } from "./state.ts";
import { isProviderType, STACK_TYPE } from "./urn.ts";

export interface SelectionOptions {
  /** URNs; `*` stands for text without a colon, `**` for any text. Empty: all. */
  targets?: readonly string[];
  /** Also what depends on the targets. */
  targetDependents?: boolean;
  excludes?: readonly string[];
  replace?: readonly string[];
}

export class Selection {
  readonly #targets: RegExp[];
  readonly #excludes: RegExp[];
  readonly #replace: RegExp[];
  readonly #withDependents: boolean;
  /** Dependents that were found to belong to the targets. */
  readonly #reached = new Set<string>();

  constructor({ targets = [], targetDependents = false, excludes = [], replace = [] }: SelectionOptions) {
    this.#targets = targets.map(pattern);
    this.#excludes = excludes.map(pattern);
    this.#replace = replace.map(pattern);
    this.#withDependents = targetDependents;
  }

  get everything(): boolean {
    return this.#targets.length === 0 && this.#excludes.length === 0;
  }

  get withDependents(): boolean {
    return this.#withDependents;
  }

  /** Whether the URN itself is named. */
  names(urn: string): boolean {
    if (matches(this.#excludes, urn)) return false;
    return this.#targets.length === 0 || matches(this.#targets, urn);
  }

  replaces(urn: string): boolean {
    return matches(this.#replace, urn);
  }

  /** Whether a registration is taken up. The stack and providers always are: others need them. Asked in program order. */
  includes(state: ResourceState): boolean {
    if (this.everything || isProviderType(state.type) || state.type === STACK_TYPE) return true;
    const included = this.names(state.urn) || (this.#withDependents && this.#dependsOnReached(state));
    if (included) this.#reached.add(state.urn);
    return included;
  }

  /** Patterns that match none of the URNs. */
  unmatched(urns: ReadonlySet<string>): string[] {
    const all = [...urns];
    const missed = [...this.#targets, ...this.#replace].filter((one) => !all.some((urn) => one.test(urn)));
    return missed.map((one) => texts.get(one) as string);
  }

  #dependsOnReached(state: ResourceState): boolean {
    const provider = providerUrnOf(state);
    const needs = [...dependenciesOf(state), ...(state.parent ? [state.parent] : []), ...(provider ? [provider] : [])];
    return needs.some((urn) => this.#reached.has(urn));
  }
}

const texts = new WeakMap<RegExp, string>();

function pattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const made = new RegExp(`^${escaped.replaceAll("\\*\\*", ".*").replaceAll("\\*", "[^:]*")}$`);
  texts.set(made, text);
  return made;
}

const matches = (patterns: RegExp[], urn: string): boolean => patterns.some((one) => one.test(urn));
