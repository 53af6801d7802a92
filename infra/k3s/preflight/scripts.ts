/**
 * The pre-flight's scripts. They change nothing. They need Python 3, which every image of a cloud brings, since cloud-init
 * is written in it, and no other tool: `socat`, `ethtool` or `ping` may be missing, or be another program than expected.
 */
import { readFileSync } from "node:fs";
import { quote } from "../../ssh/shell.ts";

/** Port of the listener for bodies, on overlay addresses only. */
const BODY_PORT = 24601;
const BODY_BYTES = 1_000_000;
/** If nobody ends the listener. */
const LISTEN_LIMIT_S = 600;

export interface Pace {
  /** 0.2 s apart. */
  pingCount: number;
  bodyLimitS: number;
}
export const DEFAULT_PACE: Pace = { pingCount: 20, bodyLimitS: 20 };

/** The minimum of IPv6, nested tunnels, and the MTUs of clouds. */
const USUAL_SIZES = [1280, 1380, 1400, 1410, 1420, 1450, 1460, 1500];

const pythonFolder = new URL("./python/", import.meta.url);
const textOf = (part: string): string => readFileSync(new URL(`${part}.py`, pythonFolder), "utf8");

const WITHOUT_PYTHON = JSON.stringify({ kind: "missing-tool", tool: "python3" });

/**
 * A shell script that calls a function of the Python parts.
 *
 * @param parts files of ./python, in order; each uses only those before it
 * @param needs arguments of the function, by name
 */
function pythonScript(parts: readonly string[], task: string, needs: Record<string, unknown>): string {
  const program = ["report", ...parts, "run"].map(textOf).join("\n\n");
  const argument = JSON.stringify([task, needs]);
  return [
    "#!/bin/sh",
    `command -v python3 >/dev/null || { echo ${quote(WITHOUT_PYTHON)}; exit 0; }`,
    `exec python3 -c ${quote(program)} ${quote(argument)}`,
    "",
  ].join("\n");
}

/** @param device the overlay's */
export const factsScript = (device: string): string => pythonScript(["facts"], "facts", { device });

/**
 * Leaves a listener for bodies behind, until `unlistenScript`.
 *
 * @param standIns ports at which it also stands in for what is deployed later
 */
export const listenScript = (overlayAddress: string, standIns: readonly number[]): string =>
  pythonScript(["bodies"], "listen", {
    ...{ address: overlayAddress, port: BODY_PORT },
    ...{ stand_ins: standIns, limit_s: LISTEN_LIMIT_S },
  });

export const unlistenScript = (): string => pythonScript(["bodies"], "unlisten", {});

export interface ProbeTargets {
  /** `overlayAddress` null: the peer has none. */
  peers: readonly { name: string; hostAddress: string; overlayAddress: string | null }[];
  ports: readonly { to: string; address: string; port: number }[];
  names: readonly string[];
  /** Of the cluster's DNS. */
  dnsAddress: string;
  /** Sizes in bytes that the ladder must include. */
  sizes: readonly number[];
}

export function probeScript(targets: ProbeTargets, pace: Pace = DEFAULT_PACE): string {
  const { peers, ports, names, dnsAddress, sizes } = targets;
  return pythonScript(["bodies", "icmp", "reach", "probe"], "probe", {
    peers: peers.map(({ name, hostAddress, overlayAddress }) => ({ name, host: hostAddress, pod: overlayAddress })),
    ports: ports.map(({ to, address, port }) => ({ to, address, port })),
    names,
    dns_address: dnsAddress,
    sizes: [...new Set([...USUAL_SIZES, ...sizes])].sort((a, b) => b - a),
    ping_count: pace.pingCount,
    body: { port: BODY_PORT, bytes: BODY_BYTES, limit_s: pace.bodyLimitS },
  });
}
