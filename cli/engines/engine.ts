/** An engine that runs operations on stacks: the real Pulumi CLI or the embedded engine. */
import type { Display } from "@stackmark/engine/display";
import type { DeletionTimes } from "./deletions.ts";

export interface StackEngine {
  readonly name: "pulumi" | "embedded";
  up(stack: string, options: RunOptions): Promise<OperationOutcome>;
  preview(stack: string, options: RunOptions): Promise<OperationOutcome>;
  destroy(stack: string, options: RunOptions): Promise<OperationOutcome>;
  /** Stack outputs as JSON, secrets masked; `undefined` if the stack does not exist. */
  outputs(stack: string): Promise<Record<string, unknown> | undefined>;
  /** The resources in the state; empty if the stack does not exist. */
  resources(stack: string): Promise<StateResource[]>;
  /** Resources whose creation began and whose end is unknown, because the engine or a provider was killed. */
  interruptedCreates(stack: string): Promise<StateResource[]>;
  /** A value of the project's configuration in clear text; `undefined`: it is not set, or cannot be decrypted. */
  setting(stack: string, key: string): Promise<string | undefined>;
}

export interface StateResource {
  urn: string;
  type: string;
  /** The provider's; absent for components. */
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** When its creation ended, ISO 8601; `undefined` for imported ones and components. */
  created?: string;
  /** URN of the resource whose deletion deletes this one, too. */
  deletedWith?: string;
}

export interface RunOptions {
  /** When aborted, nothing new starts, and what is running ends and is saved. */
  signal: AbortSignal;
  /**
   * Shows the progress of the embedded engine, which then prints only problems, after closing it. Default: a tree of
   * resources.
   */
  progress?: Display;
  /** Stack file in place of the stack's own, as an absolute path. */
  configFile?: string;
}

/** How an operation ended. */
export interface OperationOutcome {
  result: "succeeded" | "failed" | "canceled";
  durationMs: number;
  /** Of a destroy; `undefined` if the engine did not say. */
  deletedMs?: DeletionTimes;
}

/** Whether the stack is one of the demo on this machine, which always use the embedded engine. */
export const isLocal = (stack: string): boolean => stack.startsWith("local");

export type EngineChoice = "auto" | "pulumi" | "embedded";

/** Options of every command that needs an engine. */
export interface EngineOptions {
  engine: EngineChoice;
}

/** URNs of all resources except the stack itself and its providers. */
export const managedResources = (resources: readonly StateResource[]): string[] =>
  resources
    .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
    .map(({ urn }) => urn);

/** Whether the stack has resources. */
export const isUp = async (engine: Pick<StackEngine, "resources">, stack: string): Promise<boolean> =>
  managedResources(await engine.resources(stack)).length > 0;

/** A measured cell in the state. */
export interface CellInState {
  runId: string;
  /** Of the archived result; `null` if it was not recorded. */
  digest: string | null;
}

/** The cells in the state, by name; `null` for a cell that was stopped before it ran. */
export const measuredCells = (resources: readonly StateResource[]): Map<string, CellInState | null> =>
  new Map(
    resources
      .filter(({ type, outputs }) => type.endsWith("/stackmark:LoadRun") && outputs?.status !== undefined)
      .map(({ urn, outputs }) => [urn.split("::").at(-1)!, cellOf(outputs!)]),
  );

function cellOf({ runId, output }: Record<string, unknown>): CellInState | null {
  if (!output) return null;
  const { digest } = output as { digest?: string | null };
  return { runId: String(runId), digest: digest ?? null };
}
