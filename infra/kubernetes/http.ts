/** One HTTP request with a deadline and a limit on the response: a lost or endless response must not block a run. */
import { request, type Dispatcher } from "undici";
import { messageOf } from "../../base/errors.ts";
import { InfraError, type InfraErrorCode } from "../errors.ts";

export interface HttpRequest {
  /** Scheme, host and port. */
  origin: string;
  /** Path and query. */
  path: string;
  method?: "GET" | "POST" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: string;
  /** Default 30 000. */
  timeoutMs?: number;
  /** Default 64 MiB. */
  maxBytes?: number;
  dispatcher?: Dispatcher;
  /** Code of the errors thrown. */
  code: InfraErrorCode;
}

export interface HttpResponse {
  status: number;
  text: string;
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 64 * 2 ** 20;

/** @returns the response, whatever its status. @throws {InfraError} without a complete response */
export async function send(options: HttpRequest): Promise<HttpResponse> {
  const { origin, path, method = "GET", headers, body, timeoutMs = TIMEOUT_MS, dispatcher, code } = options;
  const where = `${method} ${origin}${path.split("?")[0]}`;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(`${origin}${path}`, {
      method,
      signal: deadline,
      headers,
      body,
      dispatcher,
    });
    return { status: response.statusCode, text: await limited(response.body, options.maxBytes ?? MAX_BYTES) };
  } catch (error) {
    const why = deadline.aborted ? `no complete response within ${timeoutMs / 1000} s` : messageOf(error);
    throw new InfraError(code, `${where}: ${why}`, { cause: error });
  }
}

async function limited(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`the response is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
