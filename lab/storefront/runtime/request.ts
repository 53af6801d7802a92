import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** A request as handlers see it. */
export interface ServiceRequest {
  /** Value of the route's parameter, decoded; empty where it has none. */
  param: string;
  /** Query string without `?`. */
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const MAX_BODY_BYTES = 64 * 1024;

/**
 * The whole body as text; `undefined` where it is over 64 KiB, more than any form or message of the shop. Such a body is
 * read to its end all the same, unkept, so that the caller can read the answer.
 */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (request.method === "GET" || request.method === "HEAD") return "";
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) return undefined;
  return chunks.length === 1 ? chunks[0]!.toString("utf8") : Buffer.concat(chunks).toString("utf8");
}
