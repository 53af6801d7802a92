import { realClock } from "../clock.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import { h1Transport } from "./h1/transport.ts";
import type { Transport } from "./transport.ts";

/** Response heads longer than this are refused, as most servers and clients do. */
const MAX_HEAD_BYTES = 16 * 1024;

/** The transport that a load asks for; undici is only loaded, and only paid for in memory, where it is needed. */
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
