/** Errors of the lab. */
import { CodedError } from "../base/errors.ts";

export type LabErrorCode =
  | "LAB_ALREADY_EXISTS"
  | "LAB_ALREADY_RUNNING"
  | "LAB_COMMAND_FAILED"
  | "LAB_HOST_FAILED"
  | "LAB_IN_USE"
  | "LAB_K3S_API"
  | "LAB_K3S_REFUSED"
  | "LAB_K3S_UNUSABLE"
  | "LAB_MALFORMED_ANSWER"
  | "LAB_MALFORMED_ENVIRONMENT"
  | "LAB_MALFORMED_REQUEST"
  | "LAB_MALFORMED_START_FILE"
  | "LAB_MALFORMED_USER_DATA"
  | "LAB_NOT_ENDED"
  | "LAB_NOT_FOUND"
  | "LAB_NOT_IN_LAB"
  | "LAB_NOT_READY"
  | "LAB_NOT_RUNNING"
  | "LAB_PARTS_MISSING"
  | "LAB_PART_DAMAGED"
  | "LAB_PART_FAILED"
  | "LAB_PORT_IN_USE"
  | "LAB_PROGRAM_EXITED"
  | "LAB_PROGRAM_NOT_READY"
  | "LAB_REPLICA_FAILED"
  | "LAB_REQUEST_FAILED"
  | "LAB_UNKNOWN_PATH"
  | "LAB_UNKNOWN_SERVICE"
  | "LAB_UNSUPPORTED_SYSTEM"
  | "LAB_WRONG_STATE"
  | "LAB_WRONG_TOKEN";

/** The HTTP status of a control server's error responses; 500 for all other codes. */
export const CONTROL_STATUS: Partial<Record<LabErrorCode, number>> = {
  LAB_MALFORMED_REQUEST: 400,
  LAB_PORT_IN_USE: 409,
  LAB_UNKNOWN_PATH: 404,
  LAB_UNKNOWN_SERVICE: 400,
  LAB_WRONG_TOKEN: 401,
};

export class LabError extends CodedError<LabErrorCode> {}
