/** What can be wrong with a stack's files: not there, not readable, not consistent, or held by somebody else. */
export type StateErrorCode =
  | "STATE_BACKEND_UNSUPPORTED"
  | "STATE_STACK_UNKNOWN"
  | "STATE_STACK_EXISTS"
  | "STATE_STACK_NOT_EMPTY"
  | "STATE_STACK_NAME_INVALID"
  | "STATE_UNREADABLE"
  | "STATE_TOO_NEW"
  | "STATE_INCONSISTENT"
  | "STATE_LOCKED";

export class StateError extends Error {
  override readonly name = "StateError";
  readonly code: StateErrorCode;

  constructor(code: StateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
