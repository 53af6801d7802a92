/**
 * Step generation does no I/O: where it needs a provider's opinion, it yields a question and is given the answer. The
 * executor answers from the real provider, tests from a table.
 */
import type { ResourceState } from "../model.ts";
import type { Properties } from "../values.ts";
import type { Step } from "./step.ts";

interface Asked {
  urn: string;
  type: string;
  /** Reference of the provider to ask: `<provider urn>::<provider id>`. */
  provider: string;
  /** Whether new inputs may be unknown: in a preview, and where a cascade asks what would be. Else they are left out. */
  unknowns: boolean;
}

export interface CheckQuestion extends Asked {
  kind: "check";
  oldInputs: Properties;
  newInputs: Properties;
}

export interface DiffQuestion extends Asked {
  kind: "diff";
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  newInputs: Properties;
  ignoreChanges: string[];
}

/** Asks for steps to be carried out before the decision goes on: it depends on what comes of them. */
export interface StepsQuestion {
  kind: "steps";
  steps: Step[];
}

export type Question = CheckQuestion | DiffQuestion | StepsQuestion;

export interface CheckAnswer {
  inputs: Properties;
  failures: { property: string; reason: string }[];
}

/** In Pulumi's event log: "add", "update-replace", ... */
export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface PropertyDiff {
  diffKind: DiffKind;
  inputDiff: boolean;
}

export type DetailedDiff = Record<string, PropertyDiff>;

export interface DiffAnswer {
  /** unknown: the provider leaves the comparison of inputs to the engine. */
  changes: "none" | "some" | "unknown";
  replaces: string[];
  changed: string[];
  stable: string[];
  deleteBeforeReplace: boolean;
  detailed?: DetailedDiff;
  /** What the user is to know of how much the answer is worth. */
  warning?: string;
}

/** To steps: the resource that they left, if any. */
export type Answer = CheckAnswer | DiffAnswer | ResourceState | undefined;

/** A computation that asks on its way. */
export type Asking<Result> = Generator<Question, Result, Answer>;

export function* check(question: Omit<CheckQuestion, "kind">): Asking<CheckAnswer> {
  return (yield { kind: "check", ...question }) as CheckAnswer;
}

export function* diff(question: Omit<DiffQuestion, "kind">): Asking<DiffAnswer> {
  return (yield { kind: "diff", ...question }) as DiffAnswer;
}

export function* carryOut(steps: Step[]): Asking<ResourceState | undefined> {
  return (yield { kind: "steps", steps }) as ResourceState | undefined;
}
