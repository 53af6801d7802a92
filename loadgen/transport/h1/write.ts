/** Writing requests to sockets at little cost. */
import type { Socket } from "node:net";
import type { WireRequest } from "../transport.ts";

/** What a proxy needs to pass a request on: the origin before the path, and its own header line or nothing. */
export interface Forwarding {
  prefix: string;
  authorizationLine: string;
}

/** A request as HTTP/1.1, a character for each byte. */
export function render({ method, path, headerLines, body }: WireRequest, forwarding: Forwarding | undefined): string {
  if (forwarding === undefined) {
    const head = `${method} ${path} HTTP/1.1\r\n${headerLines}\r\n`;
    return body === undefined ? head : head + body;
  }
  const own = /^proxy-authorization:/im.test(headerLines) ? "" : forwarding.authorizationLine;
  return `${method} ${forwarding.prefix}${path} HTTP/1.1\r\n${headerLines}${own}\r\n${body ?? ""}`;
}

/** The part of Node's internal handle of a TCP socket that is used here. */
interface Handle {
  /**
   * 0, or a negative error number. What can't go out at once is kept by the handle, with the request object, until the
   * next turn at least, even if it has gone out by then: an object that was given once is never given again.
   */
  writeLatin1String?(request: object, text: string): number;
}

type WithHandle = Socket & { _handle?: Handle | null };

/** Writes through Node's public API. */
export function writeToSocket(socket: Socket, text: string): void {
  socket.write(text, "latin1");
}

/**
 * Returns a function that writes requests to TCP sockets which nothing else writes to.
 *
 * A socket's own `write` spends about as long on queues and callbacks as the rest of a small request takes, so requests
 * go straight to the socket's handle. That is Node's own affair and may change: whatever doesn't look as expected goes
 * the public way, which has the same effect.
 */
export function handleWriter(): typeof writeToSocket {
  /** Node's class of request objects, learnt from a write through the public API. */
  let Request: (new () => object) | undefined;

  const learn = (handle: Handle): void => {
    handle.writeLatin1String = (first, text) => {
      delete handle.writeLatin1String;
      Request = first.constructor as new () => object;
      return handle.writeLatin1String!(first, text);
    };
  };

  return (socket, text) => {
    const handle = (socket as WithHandle)._handle;
    if (!handle?.writeLatin1String) {
      writeToSocket(socket, text);
    } else if (Request === undefined) {
      learn(handle);
      writeToSocket(socket, text);
    } else if (handle.writeLatin1String(new Request(), text) !== 0) {
      // The public API meets the same error and reports it on the socket.
      writeToSocket(socket, text);
    }
  };
}
