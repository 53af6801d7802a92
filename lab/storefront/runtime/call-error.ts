/** A call to another service that gave no good answer. `status` is 0 where there was no answer at all. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly service: string;
  readonly status: number;
  readonly code: string;

  constructor(service: string, status: number, code: string, message: string, options?: ErrorOptions) {
    super(`${service}: ${message}`, options);
    this.service = service;
    this.status = status;
    this.code = code;
  }
}
