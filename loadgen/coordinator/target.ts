import { lookup } from "node:dns/promises";
import { LoadError } from "../errors.ts";
import { originOf } from "../transport/transport.ts";
import { connect } from "node:net";
import type { Vantage } from "../schema/cell.ts";

/**
 * Addresses of the target's host, IPv4 first: resolved once, so that latencies include no name resolution.
 * @throws LoadError `LOAD_TARGET_UNRESOLVED`
 */
export async function resolveTarget(target: URL): Promise<Record<string, string[]>> {
  const { hostname } = originOf(target);
  try {
    const found = await lookup(hostname, { all: true, order: "ipv4first" });
    const family = found[0]!.family;
    return { [hostname]: found.filter((each) => each.family === family).map(({ address }) => address) };
  } catch (cause) {
    throw new LoadError(
      "LOAD_TARGET_UNRESOLVED",
      `The target's host "${hostname}" has no address: check its name or the DNS.`,
      {
        cause,
      },
    );
  }
}

const RTT_SAMPLES = 5;
const RTT_TIMEOUT_MS = 2000;

/** Measures round trips to an address by sequential TCP connects; `null` when none succeeds. */
export async function measureRtt(host: string, port: number): Promise<Vantage["rttMs"]> {
  const times: number[] = [];
  for (let count = 0; count < RTT_SAMPLES; count += 1) {
    const time = await connectOnce(host, port);
    if (time === undefined) break;
    times.push(time);
  }
  if (times.length === 0) return null;
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { min: Math.min(...times), mean, max: Math.max(...times), samples: times.length };
}

function connectOnce(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect({ host, port });
    const finish = (time: number | undefined) => {
      socket.destroy();
      resolve(time);
    };
    socket.setTimeout(RTT_TIMEOUT_MS, () => finish(undefined));
    socket.once("connect", () => finish(performance.now() - begun));
    socket.once("error", () => finish(undefined));
  });
}
