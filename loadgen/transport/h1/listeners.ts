import type { OwnedSocket } from "./connection.ts";

/** Listeners shared by all sockets: each hands on what it hears to its socket's connection. */
export function onRead(this: OwnedSocket, bytes: number): boolean {
  this.connection?.hear(this, bytes);
  return true;
}

export function onError(this: OwnedSocket, error: Error): void {
  this.connection?.hear(this, error);
}

export function onClose(this: OwnedSocket): void {
  this.connection?.hear(this, "close");
}

export function onTcp(this: OwnedSocket): void {
  this.connection?.hear(this, "tcp");
}

export function onReady(this: OwnedSocket): void {
  this.connection?.hear(this, "ready");
}
