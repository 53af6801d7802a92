/** Errors of the Pulumi program and of its providers. docs/errors.md lists the codes. */
import { CodedError } from "../base/errors.ts";

export type InfraErrorCode =
  | "CONFIG_INVALID"
  | "NODE_NOT_READY"
  | "NODE_CONTROL"
  | "NODE_DEAD"
  | "WORKLOAD_NOT_READY"
  | "LOAD_CODE_CHANGED"
  | "LOAD_TOOL_FAILED"
  | "LOAD_GENERATOR_NOT_BUILT"
  | "LOAD_PODS_FAILED"
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
  | "SSH_UPLOAD"
  | "GENERATOR_UNSUITABLE"
  | "PREFLIGHT_FAILED"
  | "JOIN_TIMEOUT"
  | "PRICES_UNREADABLE"
  | "STACK_EXPIRED";

export class InfraError extends CodedError<InfraErrorCode> {}
