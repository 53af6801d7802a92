/** What a command asks of an engine, the real Pulumi CLI or the embedded one. */
export interface StackEngine {
  readonly name: "pulumi" | "embedded";
  up(stack: string, options: RunOptions): Promise<Outcome>;
  preview(stack: string, options: RunOptions): Promise<Outcome>;
  destroy(stack: string, options: RunOptions): Promise<Outcome>;
  /** Stack outputs as JSON, secrets masked; undefined where the stack is not there. */
  outputs(stack: string): Promise<Record<string, unknown> | undefined>;
  /** URNs of what the state still holds, the stack itself and providers left out. */
  remaining(stack: string): Promise<string[]>;
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
