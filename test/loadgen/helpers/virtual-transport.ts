import type { Clock } from "../../../loadgen/clock.ts";
import { parseHead } from "../../../loadgen/transport/h1/head.ts";
import type { Failure } from "../../../loadgen/schema/request.ts";
import type { Connection, Origin, Transport, WireOutcome, WireRequest } from "../../../loadgen/transport/transport.ts";

export interface VirtualAnswer {
  latencyUs: number;
  /** Status line and headers; default `HTTP/1.1 200 OK`. */
  head?: string;
  bodyBytes?: number;
  /** In place of a response. */
  failure?: Failure;
}

/** Answers requests on a virtual clock, without sockets, and keeps what was asked by whom. */
export class VirtualTransport implements Transport {
  readonly requests: { user: number; atUs: number; line: string; request: WireRequest }[] = [];
  readonly #clock: Clock;
  readonly #answer: (request: WireRequest, atUs: number) => VirtualAnswer;
  inFlight = 0;
  closed = 0;

  constructor(clock: Clock, answer: (request: WireRequest, atUs: number) => VirtualAnswer) {
    this.#clock = clock;
    this.#answer = answer;
  }

  connection(_origin: Origin, user: number): Connection {
    let cut: (() => void) | undefined;
    return {
      exchange: (request, deadlineUs) =>
        new Promise<WireOutcome>((resolve) => {
          const startUs = this.#clock.nowUs();
          this.requests.push({ user, atUs: startUs, line: `${request.method} ${request.path}`, request });
          this.inFlight += 1;
          const { latencyUs, head = "HTTP/1.1 200 OK", bodyBytes = 0, failure: own } = this.#answer(request, startUs);
          const late = startUs + latencyUs > deadlineUs;
          const end = (failure: Failure | undefined) => () => {
            timer.cancel();
            cut = undefined;
            this.inFlight -= 1;
            const endUs = this.#clock.nowUs();
            const times = {
              startUs,
              endUs,
              connectUs: undefined,
              tlsUs: undefined,
              firstByteUs: failure === undefined ? endUs : undefined,
            };
            if (failure !== undefined) resolve({ failure, bodyBytes: 0, ...times });
            else resolve({ failure: undefined, head: parseHead(head), body: undefined, bodyBytes, ...times });
          };
          const timer = this.#clock.at(
            Math.min(startUs + latencyUs, deadlineUs),
            end(late ? { class: "timeout-headers", message: "late" } : own),
          );
          cut = end({ class: "aborted", message: "cut" });
        }),
      abort: () => cut?.(),
      close: () => {
        cut?.();
        this.closed += 1;
      },
    };
  }

  servedUntil(): void {}

  flushPeers(): [] {
    return [];
  }

  close(): void {}
}
