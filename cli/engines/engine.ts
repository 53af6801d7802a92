/** What a command asks of an engine, the real Pulumi CLI or the embedded one. */
export interface StackEngine {
  readonly name: "pulumi" | "embedded";
  up(stack: string, options: RunOptions): Promise<Outcome>;
  preview(stack: string, options: RunOptions): Promise<Outcome>;
  destroy(stack: string, options: RunOptions): Promise<Outcome>;
  /** Stack outputs as JSON, secrets masked; undefined where the stack is not there. */
  outputs(stack: string): Promise<Record<string, unknown> | undefined>;
  /** What the state holds; empty where the stack is not there. */
  resources(stack: string): Promise<StateResource[]>;
}

export interface StateResource {
  urn: string;
  type: string;
  outputs?: Record<string, unknown>;
}

export interface RunOptions {
  /** Abort: what runs ends and is saved, nothing new starts. */
  signal: AbortSignal;
}

export interface Outcome {
  result: "succeeded" | "failed" | "canceled";
  durationMs: number;
}

export type EngineChoice = "auto" | "pulumi" | "embedded";

/** What every command takes that needs an engine. */
export interface EngineOptions {
  engine: EngineChoice;
}
