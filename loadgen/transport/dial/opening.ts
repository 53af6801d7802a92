import { lookup } from "node:dns/promises";
import type { Clock } from "../../clock.ts";
import type { Failure } from "../../schema/request.ts";
import { classifySocketError, type Phase } from "../failures.ts";
import type { PeerCounts } from "../peers.ts";
import { Race, type RaceResult } from "./race.ts";
import {
  openSocket,
  secureSocket,
  type OwnedSocket,
  type SocketEvent,
  type SocketOwner,
  type TlsOptions,
} from "./socket.ts";
import { Tunnel } from "./tunnel.ts";

/** An address to dial, and the counts of what goes there. */
export interface Candidate {
  address: string;
  peer: PeerCounts;
}

/** How to reach an origin. */
export interface Route {
  clock: Clock;
  /** Name and port to dial: the proxy's, or the origin's. */
  dialled: { hostname: string; port: number };
  localAddress: string | undefined;
  readBuffer: Buffer | undefined;
  /** Addresses in the order in which they are tried; `undefined`: to be resolved. */
  candidates: readonly Candidate[] | undefined;
  /** Resolved addresses in the order in which they are tried. */
  order(addresses: readonly string[]): readonly Candidate[];
  /** TLS with what is dialled. */
  tls: TlsOptions | undefined;
  /** Through a proxy to an https origin: the origin's host with its port, and TLS with it. */
  tunnel: { host: string; authorization: string | undefined; tls: TlsOptions } | undefined;
  isProxied: boolean;
}

export interface Opened {
  socket: OwnedSocket;
  peer: PeerCounts;
  roundTripUs: number;
  /** The part that TLS with the origin took. */
  tlsUs: number | undefined;
}

export interface OpeningEvents {
  onOpen(opened: Opened): void;
  onOpenFailure(failure: Failure): void;
}

/** One connection being set up: its name, address, TCP, proxy and TLS. Ends with exactly one event, unless it is cancelled. */
export class Opening implements SocketOwner {
  readonly #route: Route;
  readonly #events: OpeningEvents;
  #phase: Phase = "lookup";
  #isOver = false;
  #race: Race | undefined;
  #tunnel: Tunnel | undefined;
  #socket: OwnedSocket | undefined;
  #peer: PeerCounts | undefined;
  #roundTripUs = 0;
  #tlsStartUs: number | undefined;

  constructor(route: Route, events: OpeningEvents) {
    this.#route = route;
    this.#events = events;
    if (route.candidates !== undefined) this.#dial(route.candidates);
    else void this.#resolve();
  }

  cancel(): void {
    this.#isOver = true;
    this.#race?.cancel();
    this.#socket?.destroy();
  }

  /** What has not ended, where the time for it is up. */
  get lateness(): Failure {
    if (this.#phase === "proxy") return { class: "proxy", message: "the proxy did not answer in time" };
    if (this.#phase === "tls" && this.#route.tls !== undefined && this.#route.isProxied && this.#tunnel === undefined)
      return { class: "proxy", message: "the TLS handshake with the proxy did not end in time" };
    if (this.#phase === "tls") return { class: "timeout-connect", message: "the TLS handshake did not end in time" };
    if (this.#phase === "lookup") return { class: "dns", message: "the name was not resolved in time" };
    if (this.#route.isProxied) return { class: "proxy", message: "no connection to the proxy in time" };
    return { class: "timeout-connect", message: "no connection in time" };
  }

  async #resolve(): Promise<void> {
    const { hostname } = this.#route.dialled;
    let addresses: string[];
    try {
      addresses = (await lookup(hostname, { all: true, order: "verbatim" })).map(({ address }) => address);
    } catch (error) {
      this.#fail(classifySocketError(error as NodeJS.ErrnoException, "lookup", this.#route));
      return;
    }
    if (!this.#isOver) this.#dial(this.#route.order(addresses));
  }

  #dial(candidates: readonly Candidate[]): void {
    this.#phase = "connect";
    if (candidates.length === 0) {
      // Later, so that the caller has this object by then.
      queueMicrotask(() =>
        this.#fail({
          class: "resource",
          message: `the ${this.#route.isProxied ? "proxy" : "target"} has no address of the local address's family`,
        }),
      );
      return;
    }
    const { clock, dialled, localAddress, tls, readBuffer, tunnel } = this.#route;
    const options = {
      port: dialled.port,
      localAddress,
      tls,
      readBuffer: tunnel === undefined ? readBuffer : undefined,
    };
    this.#race = new Race({
      clock,
      count: candidates.length,
      open: (index) => openSocket(candidates[index]!.address, options),
      onWin: (result) => this.#onTcp(result, candidates[result.index]!.peer),
      onLoss: (error) => this.#onError(error),
    });
  }

  #onTcp({ socket, roundTripUs }: RaceResult, peer: PeerCounts): void {
    this.#race = undefined;
    this.#socket = socket;
    this.#peer = peer;
    this.#roundTripUs = roundTripUs;
    socket.owner = this;
    if (this.#route.tls === undefined) this.#onDialled(socket);
    else this.#beginTls();
  }

  #beginTls(): void {
    this.#phase = "tls";
    this.#tlsStartUs = this.#route.clock.nowUs();
  }

  /** The connection to the origin, or to the proxy, is established. */
  #onDialled(socket: OwnedSocket): void {
    this.#peer!.opened += 1;
    const { tunnel } = this.#route;
    if (tunnel === undefined) this.#finish(socket);
    else {
      this.#phase = "proxy";
      this.#tunnel = new Tunnel(socket, tunnel.host, tunnel.authorization);
    }
  }

  onSocketEvent(socket: OwnedSocket, event: SocketEvent): void {
    if (this.#isOver || this.#socket !== socket) return;
    if (event instanceof Error) this.#onError(event);
    else if (event === "close") this.#onError(new Error("closed"));
    else if (event === "secure" && this.#tunnel === undefined) this.#onDialled(socket);
    else if (event === "secure") this.#finish(socket);
    else if (Buffer.isBuffer(event)) this.#onTunnel(socket, event);
  }

  #onTunnel(socket: OwnedSocket, bytes: Buffer): void {
    const answer = this.#tunnel!.read(bytes);
    if (answer === undefined) return;
    if (answer !== "open") {
      this.#fail(answer);
      return;
    }
    this.#beginTls();
    this.#socket = secureSocket(socket, this.#route.tunnel!.tls);
    this.#socket.owner = this;
  }

  #finish(socket: OwnedSocket): void {
    this.#isOver = true;
    const tlsUs = this.#tlsStartUs === undefined ? undefined : this.#route.clock.nowUs() - this.#tlsStartUs;
    this.#events.onOpen({ socket, peer: this.#peer!, roundTripUs: this.#roundTripUs, tlsUs });
  }

  #onError(error: Error): void {
    const { isProxied } = this.#route;
    if (isProxied && this.#tunnel !== undefined && this.#phase === "tls" && isEnd(error)) {
      // Nobody can tell from here which of the two ended it.
      this.#fail({ class: "proxy", message: `the proxy, or the target behind it, ended the tunnel: ${codeOf(error)}` });
      return;
    }
    this.#fail(classifySocketError(error, this.#phase, { isProxied: isProxied && this.#tunnel === undefined }));
  }

  #fail(failure: Failure): void {
    if (this.#isOver) return;
    this.cancel();
    this.#events.onOpenFailure(failure);
  }
}

const codeOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message;

/** Whether an error is the connection's end, not one of TLS. */
const isEnd = (error: Error): boolean => ["ECONNRESET", "EPIPE", "closed"].includes(codeOf(error));
