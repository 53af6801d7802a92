/** An error response of a simulated control plane. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** The service's own code, such as `SkuNotAvailable` or `resourceInUseByAnotherResource`. */
  readonly code: string;
  /** After how many seconds of the lab's time the client may try again. */
  readonly retryAfterS: number | undefined;

  constructor(status: number, code: string, message: string, retryAfterS?: number) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** What the real service can do and the lab cannot, so that nothing is silently left out. */
export const notInTheLab = (what: string): ApiError =>
  new ApiError(501, "NotInTheLab", `the lab does not simulate ${what}`);
