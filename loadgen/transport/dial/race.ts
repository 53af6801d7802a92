import type { Clock, Timer } from "../../clock.ts";
import type { OwnedSocket, SocketEvent, SocketOwner } from "./socket.ts";

/** Delay until the next address is tried beside one that has not answered (RFC 8305, section 8). */
const ATTEMPT_DELAY_US = 250_000;

export interface RaceResult {
  socket: OwnedSocket;
  /** Index of the address. */
  index: number;
  /** How long its TCP handshake took: about a round trip. */
  roundTripUs: number;
}

export interface RaceOptions {
  clock: Clock;
  /** Attempts: one for each address. */
  count: number;
  open(index: number): OwnedSocket;
  onWin(result: RaceResult): void;
  /** All attempts failed. */
  onLoss(error: Error): void;
}

/**
 * Connects to the first of several addresses that answers (RFC 8305): starts an attempt when the one before has failed or not
 * answered in time, and ends the others when one succeeds.
 */
export class Race implements SocketOwner {
  readonly #options: RaceOptions;
  readonly #attempts = new Map<OwnedSocket, { index: number; startUs: number }>();
  readonly #errors: Error[] = [];
  #next = 0;
  #timer: Timer | undefined;

  constructor(options: RaceOptions) {
    this.#options = options;
    this.#startNext();
  }

  cancel(): void {
    this.#timer?.cancel();
    const sockets = [...this.#attempts.keys()];
    this.#attempts.clear();
    for (const socket of sockets) socket.destroy();
  }

  onSocketEvent(socket: OwnedSocket, event: SocketEvent): void {
    const attempt = this.#attempts.get(socket);
    if (attempt === undefined) return;
    if (event === "tcp") {
      this.#attempts.delete(socket);
      this.cancel();
      const roundTripUs = this.#options.clock.nowUs() - attempt.startUs;
      this.#options.onWin({ socket, index: attempt.index, roundTripUs });
    } else if (event instanceof Error) this.#fail(socket, event);
    else if (event === "close") this.#fail(socket, new Error("closed"));
  }

  #startNext(): void {
    this.#timer?.cancel();
    const { clock, count } = this.#options;
    const index = this.#next;
    this.#next += 1;
    const socket = this.#options.open(index);
    socket.owner = this;
    this.#attempts.set(socket, { index, startUs: clock.nowUs() });
    if (this.#next < count) this.#timer = clock.at(clock.nowUs() + ATTEMPT_DELAY_US, () => this.#startNext());
  }

  #fail(socket: OwnedSocket, error: Error): void {
    this.#attempts.delete(socket);
    socket.destroy();
    this.#errors.push(error);
    if (this.#next < this.#options.count) this.#startNext();
    else if (this.#attempts.size === 0) this.#options.onLoss(mostTelling(this.#errors));
  }
}

/** Not that a family is missing on this machine, where an address of the other family says more. */
function mostTelling(errors: readonly NodeJS.ErrnoException[]): Error {
  const missing = new Set(["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EHOSTUNREACH"]);
  return errors.find(({ code }) => !missing.has(code ?? "")) ?? errors[0]!;
}
