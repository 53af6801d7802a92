/** A failed call to another service. `status` is 0 if there was no response. */
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
