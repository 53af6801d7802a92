import { createReadStream } from "node:fs";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Slice } from "./image-archives.ts";

export interface Answer {
  type: string;
  content: string | Buffer | Slice;
  headers?: Record<string, string>;
}

/** @param isHead whether only the headers were asked for */
export async function send(
  response: ServerResponse,
  { type, content, headers = {} }: Answer,
  isHead: boolean,
): Promise<void> {
  const isSlice = typeof content === "object" && !Buffer.isBuffer(content);
  const bytes = isSlice ? content.bytes : Buffer.byteLength(content);
  response.writeHead(200, { "content-type": type, "content-length": bytes, ...headers });
  if (isHead || bytes === 0) response.end();
  else if (!isSlice) response.end(content);
  else {
    const { file, start } = content;
    await pipeline(createReadStream(file, { start, end: start + bytes - 1 }), response);
  }
}
