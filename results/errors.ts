import { CodedError } from "../base/errors.ts";

export type ResultsErrorCode =
  /** No file, run or stack has this name. */
  | "RESULTS_NOT_FOUND"
  /** A run or cell name that is not valid, or could leave its folder. */
  | "RESULTS_BAD_NAME"
  /** Readable, but not a file that Stackmark wrote. */
  | "RESULTS_FOREIGN_FILE"
  /** Written by an older or newer Stackmark. */
  | "RESULTS_SCHEMA_VERSION"
  /** A Stackmark file whose content breaks its schema. */
  | "RESULTS_INVALID"
  /** A file that ends in the middle of a value, or a run that was cut off. */
  | "RESULTS_CUT_SHORT"
  /** Larger than the limit for reading into memory. */
  | "RESULTS_TOO_LARGE"
  /** A file changed after its run was closed. */
  | "RESULTS_DIGEST"
  /** Writing would replace something that must be kept. */
  | "RESULTS_EXISTS"
  /** The operating system refused to read or write. */
  | "RESULTS_IO"
  /** A service level objective that cannot be parsed. */
  | "RESULTS_BAD_OBJECTIVE"
  /** The server cannot listen at that address. */
  | "RESULTS_PORT"
  /** A metric without a margin, on which no verdict is possible. */
  | "RESULTS_BAD_METRIC"
  /** Two sides that are not comparable, or only with `anyway`. */
  | "RESULTS_NOT_COMPARABLE";

export class ResultsError extends CodedError<ResultsErrorCode> {}
