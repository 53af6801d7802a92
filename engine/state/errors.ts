/** What can be wrong with a stack's files: not there, not readable, not consistent, or held by somebody else. */
export type StateErrorCode =
  | "unsupported_backend"
  | "unknown_stack"
  | "stack_exists"
  | "stack_not_empty"
  | "invalid_stack_name"
  | "state_unreadable"
  | "state_too_new"
  | "state_inconsistent"
  | "stack_locked";

export class StateError extends Error {
  override readonly name = "StateError";
  readonly code: StateErrorCode;

  constructor(code: StateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
