import { messageOf } from "../../../base/errors.ts";
import { HeadMemory } from "../h1/head.ts";
import { ResponseParser } from "../h1/parser.ts";
import type { Failure } from "../../schema/request.ts";
import { readOwn, stopReading, type OwnedSocket } from "./socket.ts";

const MAX_ANSWER_BYTES = 16 * 1024;

/** Asks a proxy for a connection to `host` (with its port), and reads its answer. */
export class Tunnel {
  readonly #socket: OwnedSocket;
  readonly #parser: ResponseParser;
  #status = 0;

  constructor(socket: OwnedSocket, host: string, authorization: string | undefined) {
    this.#socket = socket;
    const events = {
      onHead: ({ status }: { status: number }) => void (this.#status = status),
      onBody: () => undefined,
    };
    this.#parser = new ResponseParser(events, { headBytes: MAX_ANSWER_BYTES, heads: new HeadMemory() });
    // As after HEAD, nothing but the head belongs to the answer.
    this.#parser.begin(true);
    readOwn(socket);
    const credentials = authorization === undefined ? "" : `proxy-authorization: ${authorization}\r\n`;
    socket.write(`CONNECT ${host} HTTP/1.1\r\nhost: ${host}\r\n${credentials}\r\n`, "latin1");
  }

  /** `open` once the proxy has connected, its refusal, or `undefined` while the answer is incomplete. */
  read(bytes: Buffer): "open" | Failure | undefined {
    try {
      const used = this.#parser.push(bytes, bytes.length);
      if (!this.#parser.done) return undefined;
      if (this.#status < 200 || this.#status > 299) return refusal(this.#status);
      if (used < bytes.length) return { class: "proxy", message: "the proxy sent data before the connection was used" };
    } catch (error) {
      return { class: "proxy", message: `the proxy's answer is not valid: ${messageOf(error)}` };
    }
    stopReading(this.#socket);
    return "open";
  }
}

/** What a proxy says in its own name. */
export function refusal(status: number): Failure {
  return { class: "proxy", message: `the proxy refused: HTTP ${status}` };
}
