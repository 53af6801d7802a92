/** A link between two emulated nodes. */
import { z } from "zod";

/** `node lab/wan/link.ts START_FILE`, detached: one link, both directions. It writes `ready.json`, without quotas. */
export const linkStartSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  name: z.string(),
  dir: z.string(),
  token: z.string(),
  between: z.tuple([z.string(), z.string()]),
  oneWayDelayMs: z.number().nonnegative(),
  /** Varies the delay uniformly by ± this; never reorders the bytes of a connection. */
  jitterMs: z.number().nonnegative(),
  bandwidthMbitPerS: z.number().positive(),
  seed: z.number().int(),
});

/**
 * - PUT /forwards sets the TCP entries of the link: each listens on loopback for callers on `from` and forwards to
 *   `target` on `to`, with the delay both ways and one more round trip for the connection set-up. Returns
 *   `{forwards: [{id, url}]}`.
 * - GET /status returns a LinkStatus.
 * - POST /shutdown resets open connections and returns `{}`; then the process exits with 0.
 */
export const forwardsSchema = z.object({
  forwards: z.array(z.object({ id: z.string(), from: z.string(), to: z.string(), target: z.url() })),
});

export const linkStatusSchema = z.object({
  name: z.string(),
  between: z.tuple([z.string(), z.string()]),
  connections: z.number().int(),
  openConnections: z.number().int(),
  /** Payload bytes since start, `from>to`. */
  bytes: z.record(z.string(), z.number()),
  /** Of each entry, since it was set. */
  forwards: z.array(
    z.object({
      id: z.string(),
      /** Payload bytes, both directions together. */
      bytes: z.number(),
      /**
       * Round trips that its callers waited for: one to set up each connection, and one each time that a caller sends
       * after it has received. Those of connections that are used at once are counted one by one.
       */
      roundTrips: z.number().int(),
    }),
  ),
});

export type LinkStart = z.infer<typeof linkStartSchema>;
export type LinkStatus = z.infer<typeof linkStatusSchema>;
