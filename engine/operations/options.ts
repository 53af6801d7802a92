/** What callers of the engine say, and what they get. */
import type { OnStep } from "../deploy/events.ts";
import type { EngineEvent, StepOp } from "../model.ts";
import type { SelectionOptions } from "../steps/selection.ts";
import type { Properties } from "../values.ts";

export interface OperationOptions extends SelectionOptions {
  /** Folder of Pulumi.yaml. */
  projectDir: string;
  /** Folder that contains `.pulumi`, that is `file://<backendDir>`. */
  backendDir: string;
  stack: string;
  /** Default `<projectDir>/Pulumi.<stack>.yaml`. */
  configFile?: string;
  /** For the program and its providers; holds PULUMI_CONFIG_PASSPHRASE or _FILE. Default: process.env. */
  env?: Record<string, string | undefined>;
  /** Where the generated passphrase of local stacks is kept; relative to the project. Default: none is generated. */
  home?: string;
  /** Operations at a time. Default: four a core. */
  parallel?: number;
  /** Called in order, as things happen. */
  onEvent?: (event: EngineEvent) => void;
  /** Told what the user should know before anything runs, such as that a passphrase was made. */
  onNotice?: (message: string) => void;
  /** Told of steps with the whole states that events only sum up; secrets are in them. */
  onStep?: OnStep;
  /** Told when the lock was gone or could not be removed at the end; the operation counts anyway. */
  onUnlockProblem?: (message: string) => void;
  /** Abort = Pulumi's first Ctrl-C: running steps finish and are saved, nothing new starts. */
  signal?: AbortSignal;
  /** Abort = Pulumi's second Ctrl-C: providers are killed; what they were doing stays as pending operations. */
  terminate?: AbortSignal;
  /** up, preview, destroy: first read every resource from its provider. Default: what the project says, else false. */
  refresh?: boolean;
  /** refresh: forget creates that an earlier deployment did not see through. */
  clearPendingCreates?: boolean;
  /**
   * destroy, refresh, and up or preview that refresh first: run the program for that too, so that its providers are as it
   * says; a destroy can then call its hooks.
   */
  runProgram?: boolean;
  /** destroy: leave protected resources, and what they need, as they are. */
  excludeProtected?: boolean;
  /** Delete and replace protected resources too. */
  ignoreProtect?: boolean;
  /** Events show secrets in plain text. */
  showSecrets?: boolean;
  /** Go on with what does not depend on what failed. */
  continueOnError?: boolean;
  /** Let the program run with a configuration that the project does not allow. */
  skipConfigValidation?: boolean;
  /** Changes are an error, exit code 7. */
  expectNoChanges?: boolean;
  /** Recorded in the stack's history. */
  message?: string;
}

export interface OperationResult {
  /** 0 done; 1 failed or cancelled; 7 done, but there were changes where none were expected. */
  exitCode: 0 | 1 | 7;
  result: "succeeded" | "failed" | "canceled";
  /** Resources by operation, without the engine's own. */
  changes: Partial<Record<StepOp, number>>;
  /** Protected resources, and what they need, that a destroy was told to leave. */
  kept?: number;
  /** The stack's outputs, in wire form, secrets included. */
  outputs: Properties;
  durationMs: number;
}
