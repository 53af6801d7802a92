import { once } from "node:events";
import { lookup } from "node:dns/promises";
import { createServer, isIPv6 } from "node:net";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import type { Vantage } from "../schema/cell.ts";
import { byFamily, interleaveFamilies, type HostAddresses } from "../transport/addresses.ts";
import { Race } from "../transport/dial/race.ts";
import { openSocket } from "../transport/dial/socket.ts";
import { originOf } from "../transport/transport.ts";

/** What is known of a target before its load. */
export interface ReachedTarget {
  /** Of its host: those that answered, of the family that answered first, before the others. */
  addresses: Record<string, HostAddresses>;
  /** `null` when no address answered. */
  rttMs: Vantage["rttMs"];
}

/**
 * Resolves the target's host once, so that latencies include no name resolution, and measures round trips to the first
 * address that answers.
 * @param role of `target`: through a proxy, only the proxy is reached
 * @throws LoadError `LOAD_TARGET_UNRESOLVED`
 */
export async function reachTarget(target: URL, role: "target" | "proxy" = "target"): Promise<ReachedTarget> {
  const { hostname, port } = originOf(target);
  const all = await resolve(hostname, role);
  const winner = await connectOnce(all, port);
  if (winner === undefined) return { addresses: { [hostname]: byFamily(all) }, rttMs: null };
  const answered = all[winner.index]!;
  const rttMs = await measureRtt(answered, port);
  const ofFamily = all.filter((address) => isIPv6(address) === isIPv6(answered));
  const answers = await Promise.all(
    ofFamily.map(async (each) => each === answered || (await connectOnce([each], port)) !== undefined),
  );
  const first = ofFamily.filter((_, index) => answers[index]);
  return { addresses: { [hostname]: { first, others: all.filter((each) => !first.includes(each)) } }, rttMs };
}

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

const RTT_SAMPLES = 5;
const RTT_TIMEOUT_US = 2_000_000;

/** By sequential TCP connects; `null` when none succeeds. */
async function measureRtt(address: string, port: number): Promise<Vantage["rttMs"]> {
  const times: number[] = [];
  for (let count = 0; count < RTT_SAMPLES; count += 1) {
    const reached = await connectOnce([address], port);
    if (reached === undefined) break;
    times.push(reached.roundTripUs / 1000);
  }
  if (times.length === 0) return null;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { min: Math.min(...times), mean, max: Math.max(...times), samples: times.length };
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

/**
 * Refuses a load from addresses that this machine doesn't have.
 * @throws LoadError `LOAD_SPEC_INVALID`, with all of them
 */
export async function checkLocalAddresses(localAddresses: readonly string[]): Promise<void> {
  const found = await Promise.all([...new Set(localAddresses)].map(problemOf));
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`).join("\n");
  throw new LoadError("LOAD_SPEC_INVALID", `The load can't be sent from the given local addresses:\n${lines}`);
}

/** Only binding to it shows whether an address can be used: some systems accept more than their interfaces have. */
async function problemOf(address: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return `${address}: this machine can't use it (${(error as NodeJS.ErrnoException).code}); \`ip address\` lists its own`;
  } finally {
    server.close();
  }
}
