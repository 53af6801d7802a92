import { buildConnector, Client, type Dispatcher } from "undici";
import type { Socket } from "node:net";

export interface CallResult {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** Longer than the slowest successful call (a queued checkout over a slow link), shorter than users wait. */
export const RESPONSE_TIMEOUT_MS = 10_000;

const connector = buildConnector({ timeout: CONNECT_TIMEOUT_MS });

/**
 * One keep-alive connection to a replica of a service, for one call at a time. The first call opens it, and so does the
 * next one after the peer closed it; `setUps` counts both. No call is sent twice.
 */
export class Connection {
  setUps = 0;
  readonly #client: Client;

  /** `opened` is called with every socket. A call fails if the peer is silent for `timeoutMs`. */
  constructor(origin: string, timeoutMs: number, opened: (socket: Socket) => void) {
    this.#client = new Client(origin, {
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      connect: (options, callback) => {
        this.setUps += 1;
        connector(options, (...result) => {
          if (result[0] === null) opened(result[1]);
          callback(...result);
        });
      },
    });
  }

  send(request: Dispatcher.DispatchOptions): Promise<CallResult> {
    return new Promise((resolve, reject) => {
      let status = 0;
      let headers: CallResult["headers"] = {};
      let body = "";
      const decoder = new TextDecoder();
      this.#client.dispatch(request, {
        onRequestStart() {},
        onResponseStart(_controller, code, fields) {
          status = code;
          headers = fields;
        },
        onResponseData(_controller, chunk) {
          body += decoder.decode(chunk, { stream: true });
        },
        onResponseEnd() {
          resolve({ status, headers, body });
        },
        onResponseError(_controller, error) {
          reject(error);
        },
      });
    });
  }

  destroy(): void {
    void this.#client.destroy();
  }
}
