/** Options and results of operations. */
import type { OnStep } from "../deploy/events.ts";
import type { EngineEvent, StepOp } from "../model.ts";
import type { SelectionOptions } from "../steps/selection.ts";
import type { Properties } from "../values.ts";

export interface OperationOptions extends SelectionOptions {
  /** Folder of Pulumi.yaml. */
  projectDir: string;
  /** The folder of the backend `file://<backendDir>`; it contains `.pulumi`. */
  backendDir: string;
  stack: string;
  /** Default `<projectDir>/Pulumi.<stack>.yaml`. */
  configFile?: string;
  /** Environment of the program and its providers, with PULUMI_CONFIG_PASSPHRASE or _FILE. Default: process.env. */
  env?: Record<string, string | undefined>;
  /** Folder of the generated passphrase of local stacks, relative to the project. Default: none is generated. */
  home?: string;
  /** Remove the lock of a process of this host that no longer exists, with a notice. Default: false, as with Pulumi. */
  takesOverDeadLocks?: boolean;
  /** Maximum number of resource operations at the same time. Default: four per core. */
  parallel?: number;
  /** Called with each event, in order. */
  onEvent?: (event: EngineEvent) => void;
  /** Called with notices before anything runs, such as that a passphrase was generated. */
  onNotice?: (message: string) => void;
  /** Called with each step and its complete states, which contain secrets; events contain only summaries. */
  onStep?: OnStep;
  /** Called if the lock was removed by others or cannot be released at the end. This does not fail the operation. */
  onUnlockProblem?: (message: string) => void;
  /** Abort for Pulumi's first Ctrl-C: running steps finish and are saved; no further step starts. */
  signal?: AbortSignal;
  /** Abort for Pulumi's second Ctrl-C: providers are killed, and running steps stay as pending operations. */
  terminate?: AbortSignal;
  /** up, preview, destroy: first refresh all resources. Default: `options.refresh` of Pulumi.yaml, else false. */
  refresh?: boolean;
  /** refresh: drop pending creates of interrupted deployments. */
  clearPendingCreates?: boolean;
  /**
   * destroy and refresh, also a refresh before an update: run the program, so that providers have the configuration
   * that the program gives them, and a destroy can call hooks.
   */
  runProgram?: boolean;
  /** destroy: keep protected resources and their dependencies. */
  excludeProtected?: boolean;
  /** Delete and replace protected resources too. */
  ignoreProtect?: boolean;
  /** Show secrets in events in plain text. */
  showSecrets?: boolean;
  /** After a failure, continue with resources that do not depend on the failed one. */
  continueOnError?: boolean;
  /** Run the program even if its configuration does not match what the project declares. */
  skipConfigValidation?: boolean;
  /** Exit with code 7 if there are changes. */
  expectNoChanges?: boolean;
  /** Recorded in the stack's history. */
  message?: string;
}

export interface OperationResult {
  /** 0: succeeded; 1: failed or cancelled; 7: succeeded, but with unexpected changes. */
  exitCode: 0 | 1 | 7;
  result: "succeeded" | "failed" | "canceled";
  /** Number of resources by operation, without default providers. */
  changes: Partial<Record<StepOp, number>>;
  /** excludeProtected: the number of protected resources and their dependencies, which a destroy kept. */
  kept?: number;
  /** The stack's outputs, in wire form, secrets included. */
  outputs: Properties;
  durationMs: number;
}
