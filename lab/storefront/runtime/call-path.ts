/** Response header: the number of sequential round trips over links that the request caused inside the shop. */
export const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";
/** Request header: `service/node` of the caller, for byte counts by peer. */
export const CALLER_HEADER = "x-stackmark-caller";

/**
 * The path of one request through a service: adds up the round trips of its calls.
 *
 * As in Online Boutique, a request's calls are made one after another, so their round trips add up. A concurrent call
 * would make the sum wrong and is rejected.
 */
export class CallPath {
  #trips = 0;
  #calling = false;

  get roundTrips(): number {
    return this.#trips;
  }

  begin(): void {
    if (this.#calling) throw new Error("concurrent calls of one request path: make them one after another");
    this.#calling = true;
  }

  end(roundTrips: number): void {
    this.#calling = false;
    this.#trips += roundTrips;
  }
}
