/** The pre-flight's scripts. They change nothing; the listener ends by itself. */
import { compose } from "../scripts/compose.ts";

/** Port of the listener for bodies, on overlay addresses only. */
const BODY_PORT = 24601;
const BODY_BYTES = 1_000_000;
const LISTEN_LIMIT_S = 600;

export interface Pace {
  /** 0.2 s apart. */
  pingCount: number;
  bodyLimitS: number;
}
export const DEFAULT_PACE: Pace = { pingCount: 20, bodyLimitS: 20 };

/** The minimum of IPv6, nested tunnels, and the MTUs of clouds. */
const USUAL_SIZES = [1280, 1380, 1400, 1410, 1420, 1450, 1460, 1500];

/** @param device the overlay's */
export const factsScript = (device: string): string => compose({ device }, ["tools", "preflight-facts"]);

export function listenScript(overlayAddress: string): string {
  const variables = { listen_limit_s: LISTEN_LIMIT_S, body_port: BODY_PORT, body_bytes: BODY_BYTES };
  return compose({ ...variables, overlay_address: overlayAddress }, ["tools", "preflight-listen"]);
}

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
  const ladder = [...new Set([...USUAL_SIZES, ...sizes])].sort((a, b) => b - a);
  const variables = {
    peers: peers
      .map(({ name, hostAddress, overlayAddress }) => `${name} ${hostAddress} ${overlayAddress ?? "-"}`)
      .join("\n"),
    ports: ports.map(({ to, address, port }) => `${to} ${address} ${port}`).join("\n"),
    names: names.join(" "),
    dns_address: dnsAddress,
    mtu_ladder: ladder.join(" "),
    ping_count: pace.pingCount,
    body_port: BODY_PORT,
    body_bytes: BODY_BYTES,
    body_limit_s: pace.bodyLimitS,
  };
  return compose(variables, ["tools", "preflight-probe"]);
}
