import { lookup } from "node:dns/promises";
import { isIPv6 } from "node:net";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import type { RoundTrips } from "../schema/vantage.ts";
import { byFamily, interleaveFamilies, type HostAddresses } from "./addresses.ts";
import { Race } from "./dial/race.ts";
import { openSocket } from "./dial/socket.ts";
import { originOf } from "./transport.ts";

/** What is known of a target before its load. */
export interface ReachedTarget {
  /** Of its host: those that answered, of the family that answered first, before the others. */
  addresses: Record<string, HostAddresses>;
  /** Each round trip that was measured, in ms; none when no address answered. */
  roundTripsMs: number[];
  /** The same in short; `null` when no address answered. */
  rttMs: RoundTrips | null;
}

/** Round trips to a target by sequential TCP connects: few before a load from this machine, more for a vantage of its own. */
const RTT_SAMPLES = 5;

/**
 * Resolves the target's host once, so that latencies include no name resolution, and measures round trips to the first
 * address that answers.
 * @param role of `target`: through a proxy, only the proxy is reached
 * @param samples how many round trips are measured
 * @throws LoadError `LOAD_TARGET_UNRESOLVED`
 */
export async function reachTarget(
  target: URL,
  role: "target" | "proxy" = "target",
  samples = RTT_SAMPLES,
): Promise<ReachedTarget> {
  const { hostname, port } = originOf(target);
  const all = await resolve(hostname, role);
  const winner = await connectOnce(all, port);
  if (winner === undefined) return { addresses: { [hostname]: byFamily(all) }, roundTripsMs: [], rttMs: null };
  const answered = all[winner.index]!;
  const roundTripsMs = await measureRoundTrips(answered, port, samples);
  const ofFamily = all.filter((address) => isIPv6(address) === isIPv6(answered));
  const answers = await Promise.all(
    ofFamily.map(async (each) => each === answered || (await connectOnce([each], port)) !== undefined),
  );
  const first = ofFamily.filter((_, index) => answers[index]);
  const addresses = { [hostname]: { first, others: all.filter((each) => !first.includes(each)) } };
  return { addresses, roundTripsMs, rttMs: roundTripsOf(roundTripsMs) };
}

/** The target of a load, or its proxy: only that may be able to resolve the target's name. */
export const reachFrom = (
  { target, proxy }: Pick<ParsedSpec, "target" | "proxy">,
  samples?: number,
): Promise<ReachedTarget> => reachTarget(new URL(proxy ?? target), proxy === undefined ? "target" : "proxy", samples);

/** Both families alternate, in the system's order (RFC 8305, section 4). */
async function resolve(hostname: string, role: "target" | "proxy"): Promise<string[]> {
  try {
    const found = await lookup(hostname, { all: true, order: "verbatim" });
    return interleaveFamilies([...new Set(found.map(({ address }) => address))]);
  } catch (cause) {
    throw new LoadError(
      "LOAD_TARGET_UNRESOLVED",
      `The ${role}'s host "${hostname}" has no address: check its name or the DNS.`,
      { cause },
    );
  }
}

const RTT_TIMEOUT_US = 2_000_000;

async function measureRoundTrips(address: string, port: number, samples: number): Promise<number[]> {
  const times: number[] = [];
  for (let count = 0; count < samples; count += 1) {
    const reached = await connectOnce([address], port);
    if (reached === undefined) break;
    times.push(reached.roundTripUs / 1000);
  }
  return times;
}

/** @param timesMs in any order, such as those of several workers; `null` if there are none */
export function roundTripsOf(timesMs: readonly number[]): RoundTrips | null {
  const samples = timesMs.length;
  if (samples === 0) return null;
  const sorted = timesMs.toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, time) => sum + time, 0) / samples;
  const rank = (quantile: number) => sorted[Math.ceil(quantile * samples) - 1]!;
  return { min: sorted[0]!, mean, p50: rank(0.5), p90: rank(0.9), max: sorted[samples - 1]!, samples };
}

/** Index of the address that answers first, and its round trip; `undefined` when none does in time. */
function connectOnce(
  addresses: readonly string[],
  port: number,
): Promise<{ index: number; roundTripUs: number } | undefined> {
  return new Promise((done) => {
    const timeout = realClock.at(realClock.nowUs() + RTT_TIMEOUT_US, () => {
      race.cancel();
      done(undefined);
    });
    const finish = (result: { index: number; roundTripUs: number } | undefined) => {
      timeout.cancel();
      done(result);
    };
    const race = new Race({
      clock: realClock,
      count: addresses.length,
      open: (index) =>
        openSocket(addresses[index]!, { port, localAddress: undefined, readBuffer: undefined, tls: undefined }),
      onWin: ({ socket, index, roundTripUs }) => {
        socket.destroy();
        finish({ index, roundTripUs });
      },
      onLoss: () => finish(undefined),
    });
  });
}
