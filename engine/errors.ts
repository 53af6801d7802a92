/** Errors of the embedded engine. */
import { CodedError } from "../base/errors.ts";
import type { Properties } from "./values.ts";

export type EngineErrorCode =
  | "ENGINE_PROJECT"
  | "ENGINE_PROGRAM_UNSUPPORTED"
  | "ENGINE_SDK_MISSING"
  | "ENGINE_PROVIDER_START"
  | "ENGINE_PROVIDER_MISSING"
  | "ENGINE_UNSUPPORTED"
  | "ENGINE_STATE";

export class EngineError extends CodedError<EngineErrorCode> {}

export type StateErrorCode =
  | "STATE_BACKEND_UNSUPPORTED"
  | "STATE_STACK_UNKNOWN"
  | "STATE_STACK_EXISTS"
  | "STATE_STACK_NOT_EMPTY"
  | "STATE_STACK_NAME_INVALID"
  | "STATE_UNREADABLE"
  | "STATE_TOO_NEW"
  | "STATE_INCONSISTENT"
  | "STATE_LOCKED"
  | "STATE_HISTORY_NOT_WRITTEN";

/** A stack's files are missing, unreadable, inconsistent, or locked by another process. */
export class StateError extends CodedError<StateErrorCode> {}

export type ProjectErrorCode =
  | "PROJECT_NOT_FOUND"
  | "PROJECT_INVALID"
  | "STACK_FILE_INVALID"
  | "STACK_FILE_UNUSUAL"
  | "CONFIG_KEY_INVALID"
  | "CONFIG_PATH_INVALID"
  | "CONFIG_NOT_FOUND"
  | "CONFIG_MISSING"
  | "CONFIG_INVALID_TYPE"
  | "CONFIG_UNSUPPORTED";

/** A project file, a stack file or a configuration key is missing or invalid. */
export class ProjectError extends CodedError<ProjectErrorCode> {}

export type SecretsErrorCode =
  | "SECRETS_PASSPHRASE_INCORRECT"
  | "SECRETS_PASSPHRASE_MISSING"
  | "SECRETS_PASSPHRASE_FILE_UNREADABLE"
  | "SECRETS_SALT_MALFORMED"
  | "SECRETS_CIPHERTEXT_MALFORMED";

/** The passphrase is missing or wrong, or a text is not encrypted with it. */
export class SecretsError extends CodedError<SecretsErrorCode> {}

export type CommandErrorCode =
  | "VERB_USAGE"
  | "VERB_UNCONFIRMED"
  | "VERB_UNSUPPORTED"
  | "VERB_NO_STACK_NAMED"
  | "VERB_NO_STACK_SELECTED"
  | "STATE_STACK_NOT_EMPTY"
  | "STATE_STACK_EXISTS"
  | "VERB_TAG_NOT_FOUND"
  | "VERB_OUTPUT_NOT_FOUND"
  | "VERB_BAD_INPUT"
  | "STATE_UNREPAIRABLE";

/** A command line is invalid, or a command failed. */
export class CommandError extends CodedError<CommandErrorCode> {}

export type RecordErrorCode = "RECORD_PROGRAM_FAILED" | "RECORD_TIMED_OUT" | "RECORD_CONFIG_SECRET_UNREADABLE";

/** A program could not be recorded. */
export class RecordError extends CodedError<RecordErrorCode> {}

/** A provider's operation failed. */
export class ProviderFailure extends Error {
  /** Set if the resource exists although the operation failed: what the state records of it. */
  readonly partial?: PartialResult;

  constructor(message: string, partial?: PartialResult, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProviderFailure";
    this.partial = partial;
  }
}

/** The provider was killed before it responded: its operation may have succeeded. */
export class ProviderKilled extends ProviderFailure {}

export interface PartialResult {
  id: string;
  outputs: Properties;
  inputs?: Properties;
  reasons: string[];
}

/** The deployment has ended; pending calls of the program fail with this. */
export class DeploymentEnded extends Error {
  constructor() {
    super("the deployment has ended; this call will not be served");
    this.name = "DeploymentEnded";
  }
}

/** Ends a deployment or a chain of steps after its cause was reported. */
export class BailError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BailError";
  }
}
