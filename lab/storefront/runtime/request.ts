import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A request as handlers see it. */
export interface ServiceRequest {
  /** Decoded value of the route's parameter; empty if the route has none. */
  param: string;
  /** Query string without `?`. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const MAX_BODY_BYTES = 64 * 1024;

/**
 * The whole body as text; `undefined` if it is larger than 64 KiB, more than any form or message of the shop. Such a body
 * is still read to its end and discarded, so that the caller can read the response.
 */
export function readBody(request: IncomingMessage): Promise<string | undefined> | string {
  if (request.method === "GET" || request.method === "HEAD") return "";
  // Events, because an async iterator over the stream costs as much as the rest of a small request.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.once("end", () => resolve(size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8")));
    request.once("error", reject);
  });
}
