/** Every error that `results/` throws on purpose. Callers switch on `code`; messages say what, where, and what to do. */
export type ResultsErrorCode =
  /** Nothing is there under that name. */
  | "RESULTS_NOT_FOUND"
  /** A run or cell name that could leave its folder, or is no name at all. */
  | "RESULTS_BAD_NAME"
  /** Readable, but not a file that Stackmark wrote. */
  | "RESULTS_FOREIGN_FILE"
  /** Written by an older or a newer Stackmark than this one. */
  | "RESULTS_SCHEMA_VERSION"
  /** A Stackmark file whose content breaks its schema. */
  | "RESULTS_INVALID"
  /** A file that ends in the middle of a value. */
  | "RESULTS_CUT_SHORT"
  /** More than this version is willing to hold in memory. */
  | "RESULTS_TOO_LARGE"
  /** A file changed after its run was closed. */
  | "RESULTS_DIGEST"
  /** Writing would replace something that must be kept. */
  | "RESULTS_EXISTS"
  /** The operating system refused to read or write. */
  | "RESULTS_IO"
  /** A service level objective that is none. */
  | "RESULTS_BAD_OBJECTIVE"
  /** Pages cannot be served at that address. */
  | "RESULTS_PORT"
  /** A metric that no verdict can be given on. */
  | "RESULTS_BAD_METRIC"
  /** Two sides that must not be compared without `anyway`. */
  | "RESULTS_NOT_COMPARABLE";

export class ResultsError extends Error {
  readonly code: ResultsErrorCode;

  constructor(code: ResultsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ResultsError";
    this.code = code;
  }
}
