import type { Clock } from "../clock.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Route } from "./dial/opening.ts";
import type { HeadMemory } from "./h1/head.ts";
import type { Forwarding, writeToSocket } from "./h1/write.ts";
import type { PeerCounts } from "./peers.ts";
import type { Origin, TransportOptions } from "./transport.ts";

/** What the connections over one route share. */
export interface ConnectionContext {
  clock: Clock;
  /** What arrived before this time has been read. */
  served: { untilUs: number };
  deadlines: Deadlines;
  origin: Origin;
  route: Route;
  /** For requests that found no connection. */
  firstPeer: PeerCounts;
  connectTimeoutUs: number;
  headersTimeoutUs: number;
  headBytes: number;
  heads: HeadMemory;
  writeToTcp: typeof writeToSocket;
  http2: TransportOptions["http2"];
  /** Where plain requests go through a proxy. */
  forwarding: Forwarding | undefined;
  /** The shortest TCP handshake so far. */
  roundTripUs: number;
}
