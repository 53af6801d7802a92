import { realClock } from "../clock.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import { h1Transport } from "./h1/transport.ts";
import type { Transport } from "./transport.ts";

/** Limit of response heads, as most servers and clients have. */
const MAX_HEAD_BYTES = 16 * 1024;

/** Creates the transport of a load. undici is loaded only where needed, to save memory. */
export async function createTransport(spec: ParsedSpec, addresses: Record<string, string[]>): Promise<Transport> {
  const { connectTimeoutMs, headersTimeoutMs, tlsVerify, localAddresses, protocol, proxy } = spec;
  const options = {
    connectTimeoutMs,
    headersTimeoutMs,
    headBytes: MAX_HEAD_BYTES,
    tlsVerify,
    addresses,
    localAddresses,
  };
  if (protocol !== "h2" && proxy === undefined) return h1Transport(realClock, options);
  const { undiciTransport } = await import("./undici/transport.ts");
  return undiciTransport(realClock, { ...options, http2: protocol === "h2", proxy });
}
