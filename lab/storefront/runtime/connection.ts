import { buildConnector, Client, type Dispatcher } from "undici";
import type { Socket } from "node:net";

export interface CallResult {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** Over the slowest honest answer (a checkout over a slow link, queueing), under a user's patience. */
export const RESPONSE_TIMEOUT_MS = 10_000;

const connector = buildConnector({ timeout: CONNECT_TIMEOUT_MS });

/**
 * One keep-alive connection to a place that serves a service, for one call at a time. It is opened by the first call,
 * and again by the next one where the peer closed it: `setUps` counts these. Nothing is ever sent twice.
 */
export class Connection {
  setUps = 0;
  readonly #client: Client;

  /** `opened` hears of every socket; a peer that is silent for `timeoutMs` fails the call. */
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
