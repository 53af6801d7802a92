import { realClock } from "../../../loadgen/clock.ts";
import type { ErrorClass } from "../../../loadgen/schema/request.ts";
import { createTransport } from "../../../loadgen/transport/create.ts";
import {
  type TransportOptions,
  originOf,
  type Connection,
  type Transport,
  type WireOutcome,
} from "../../../loadgen/transport/transport.ts";

const LIMIT_MS = 300;

/** A response of two bytes that keeps its connection. */
export const OK_RESPONSE = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

export const getRequest = {
  ...{ method: "GET", path: "/", headerLines: "host: x\r\n", body: undefined, closes: false, keepBody: false },
};

/** Calls back with a real connection to a server, over a transport of its own. */
export async function withConnection<T>(
  url: string,
  use: (connection: Connection, transport: Transport) => Promise<T>,
  more: Partial<TransportOptions> = {},
): Promise<T> {
  const options = { connectTimeoutMs: LIMIT_MS, headBytes: 4096, tlsVerify: true, addresses: {}, localAddresses: [] };
  const transport = createTransport(realClock, { ...options, ...more });
  const connection = transport.connection(originOf(new URL(url)), 0);
  try {
    return await use(connection, transport);
  } finally {
    connection.close();
    transport.close();
  }
}

/** One request, with a timeout of 300 ms. */
export function exchange(connection: Connection, request = getRequest): Promise<WireOutcome> {
  return connection.exchange(request, realClock.nowUs() + LIMIT_MS * 1000);
}

export const classOf = (outcome: WireOutcome): ErrorClass | "ok" => outcome.failure?.class ?? "ok";
