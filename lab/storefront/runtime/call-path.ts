/** Response header: sequential round trips over links that the request's path took inside the shop. */
export const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";
/** Request header: `service/node` of the caller, for the byte counts by peer. */
export const CALLER_HEADER = "x-stackmark-caller";

/**
 * The path of one request through a service: adds up the round trips of the calls made on its behalf.
 *
 * As in the original, a request's calls are made one after another, so their trips simply add up. A second call while
 * one is under way would make the sum wrong, hence the guard.
 */
export class CallPath {
  #trips = 0;
  #calling = false;

  get roundTrips(): number {
    return this.#trips;
  }

  begin(): void {
    if (this.#calling) throw new Error("calls of one request path are made one after another");
    this.#calling = true;
  }

  end(roundTrips: number): void {
    this.#calling = false;
    this.#trips += roundTrips;
  }
}
