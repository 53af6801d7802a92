/** Opening sockets, and hearing from them through listeners that all sockets share. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

/** Events of a socket; a number is a count of bytes in the shared buffer. */
export type SocketEvent = "tcp" | "secure" | "close" | Error | Buffer | number;

export interface SocketOwner {
  onSocketEvent(socket: OwnedSocket, event: SocketEvent): void;
}

/** A socket that tells its events to its owner of the moment. */
export type OwnedSocket = Socket & { owner?: SocketOwner };

export interface SocketOptions {
  port: number;
  localAddress: string | undefined;
  /** Receives the bytes of all sockets; its content is consumed before the next read. `undefined`: each read has its own. */
  readBuffer: Buffer | undefined;
  /** `undefined`: without TLS. */
  tls: TlsOptions | undefined;
}

export interface TlsOptions {
  hostname: string;
  /** Offered protocols, the preferred one first. */
  protocols: string[];
  verify: boolean;
}

/** Starts a TCP (or TLS) connection. */
export function openSocket(address: string, { port, localAddress, readBuffer, tls }: SocketOptions): OwnedSocket {
  const target = {
    host: address,
    port,
    localAddress,
    noDelay: true,
    // Node calls it as a method of the socket, which its types don't say.
    onread: readBuffer === undefined ? undefined : { buffer: readBuffer, callback: onRead },
  };
  if (tls === undefined) return listen(connectTcp(target));
  return listen(connectTls({ ...target, ...tlsOptions(tls) }));
}

/** Starts a TLS handshake over an established connection. Its reads have buffers of their own. */
export function secureSocket(socket: Socket, tls: TlsOptions): OwnedSocket {
  return listen(connectTls({ socket, ...tlsOptions(tls) }));
}

function tlsOptions({ hostname, protocols, verify }: TlsOptions) {
  // Server names are for hosts that have one.
  return { servername: isIP(hostname) === 0 ? hostname : "", ALPNProtocols: protocols, rejectUnauthorized: verify };
}

function listen(socket: OwnedSocket): OwnedSocket {
  // Added at once: an error of a socket without an error listener ends the process.
  socket.on("error", onError);
  socket.on("close", onClose);
  socket.once("connect", onTcp);
  if (isTls(socket)) socket.once("secureConnect", onSecure);
  return socket;
}

export function isTls(socket: Socket): socket is TLSSocket {
  return "alpnProtocol" in socket;
}

/** Reads a socket without a shared buffer. */
export function readOwn(socket: OwnedSocket): void {
  socket.on("data", onData);
}

export function stopReading(socket: OwnedSocket): void {
  socket.off("data", onData);
}

function onRead(this: OwnedSocket, bytes: number): boolean {
  this.owner?.onSocketEvent(this, bytes);
  return true;
}

function onData(this: OwnedSocket, bytes: Buffer): void {
  this.owner?.onSocketEvent(this, bytes);
}

function onError(this: OwnedSocket, error: Error): void {
  this.owner?.onSocketEvent(this, error);
}

function onClose(this: OwnedSocket): void {
  this.owner?.onSocketEvent(this, "close");
}

function onTcp(this: OwnedSocket): void {
  this.owner?.onSocketEvent(this, "tcp");
}

function onSecure(this: OwnedSocket): void {
  this.owner?.onSocketEvent(this, "secure");
}
