/** Options and results of operations. */
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
  /** Called with notices before anything runs, such as that a passphrase was generated. */
  onNotice?: (message: string) => void;
  /** Called with each step and its complete states, which contain secrets; events only summarize them. */
  onStep?: OnStep;
  /** Called when the lock was removed meanwhile or cannot be released; the operation has succeeded anyway. */
  onUnlockProblem?: (message: string) => void;
  /** Abort = Pulumi's first Ctrl-C: running steps finish and are saved, nothing new starts. */
  signal?: AbortSignal;
  /** Abort = Pulumi's second Ctrl-C: providers are killed; what they were doing stays as pending operations. */
  terminate?: AbortSignal;
  /** up, preview, destroy: first read every resource from its provider. Default: what the project says, else false. */
  refresh?: boolean;
  /** refresh: drop pending creates of interrupted deployments. */
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
  /** Go on with resources that do not depend on one that failed. */
  continueOnError?: boolean;
  /** Run the program even if the project does not allow its configuration. */
  skipConfigValidation?: boolean;
  /** Changes are an error, exit code 7. */
  expectNoChanges?: boolean;
  /** Recorded in the stack's history. */
  message?: string;
}

export interface OperationResult {
  /** 0: succeeded; 1: failed or cancelled; 7: succeeded, but with unexpected changes. */
  exitCode: 0 | 1 | 7;
  result: "succeeded" | "failed" | "canceled";
  /** Resources by operation, without the engine's own. */
  changes: Partial<Record<StepOp, number>>;
  /** The number of protected resources, and of those that they need, that a destroy kept. */
  kept?: number;
  /** The stack's outputs, in wire form, secrets included. */
  outputs: Properties;
  durationMs: number;
}
