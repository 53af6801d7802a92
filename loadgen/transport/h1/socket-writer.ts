import type { Socket } from "node:net";

/** What Node keeps under a TCP socket, as far as it is used here. */
interface Handle {
  /**
   * 0, or a negative error number. What can't go out at once is kept by the handle, with the request object, until the
   * next turn at least, even if it has gone out by then: an object that was given once is never given again.
   */
  writeLatin1String?(request: object, text: string): number;
}

type WithHandle = Socket & { _handle?: Handle | null };

/** The public way. */
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
  /** Node's class of request objects, learnt from a request that goes the public way. */
  let Request: (new () => object) | null = null;

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
    } else if (Request === null) {
      learn(handle);
      writeToSocket(socket, text);
    } else if (handle.writeLatin1String(new Request(), text) !== 0) {
      // Whatever it is, the public way meets it too, and reports it as an error of the socket.
      writeToSocket(socket, text);
    }
  };
}
