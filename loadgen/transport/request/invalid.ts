/** A request that can't be written as HTTP. Thrown to the scenario that asked for it; nothing was sent. */
export class RequestInvalid extends Error {
  constructor(message: string) {
    super(message);
    this.name = "RequestInvalid";
  }
}
