/** What can go wrong in the Pulumi program and in its providers, each with a stable code. */
export type InfraErrorCode =
  | "CONFIG_INVALID"
  | "NODE_NOT_READY"
  | "NODE_CONTROL"
  | "NODE_DEAD"
  | "WORKLOAD_NOT_READY"
  | "SCRAPE_FAILED"
  | "OUTPUTS_INVALID"
  | "KUBERNETES_API"
  | "PROMETHEUS"
  | "ROLLOUT_FAILED"
  | "K3S_INPUT_INVALID"
  | "K3S_ANSWER"
  | "SSH_UNREACHABLE"
  | "SSH_REFUSED"
  | "SSH_COMMAND"
  | "PREFLIGHT_FAILED"
  | "JOIN_TIMEOUT";

/** `message` says what was wrong, where, and what to do. */
export class InfraError extends Error {
  readonly code: InfraErrorCode;

  constructor(code: InfraErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "InfraError";
    this.code = code;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
