/** The sockets of HTTP/1.1 connections: opening them, hearing from them, and writing to them at little cost. */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Origin } from "../transport.ts";

export interface DialOptions {
  host: string;
  localAddress: string | undefined;
  tlsVerify: boolean;
  readBuffer: Buffer;
}

/** Starts a TCP (or TLS) connection whose bytes come in `readBuffer`. */
export function dial(origin: Origin, options: DialOptions): OwnedSocket {
  const target = {
    host: options.host,
    port: origin.port,
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    noDelay: true,
    // Node calls it as a method of the socket, which its types don't say.
    onread: { buffer: options.readBuffer, callback: onRead },
  };
  if (origin.protocol === "http:") return connectTcp(target);
  return connectTls({
    ...target,
    // Server names are for hosts that have one.
    servername: /^[\d.]+$|:/.test(origin.hostname) ? "" : origin.hostname,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: options.tlsVerify,
  });
}

/** Events of a socket; a number is a count of received bytes. */
export type SocketEvent = "tcp" | "ready" | "close" | Error | number;

/** A socket with a reference to its connection, so that all sockets share the same listeners. */
export type OwnedSocket = Socket & {
  connection?: { onSocketEvent(socket: OwnedSocket, event: SocketEvent): void };
};

export function onRead(this: OwnedSocket, bytes: number): boolean {
  this.connection?.onSocketEvent(this, bytes);
  return true;
}

export function onError(this: OwnedSocket, error: Error): void {
  this.connection?.onSocketEvent(this, error);
}

export function onClose(this: OwnedSocket): void {
  this.connection?.onSocketEvent(this, "close");
}

export function onTcp(this: OwnedSocket): void {
  this.connection?.onSocketEvent(this, "tcp");
}

export function onReady(this: OwnedSocket): void {
  this.connection?.onSocketEvent(this, "ready");
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
