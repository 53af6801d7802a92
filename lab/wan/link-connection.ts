import { connect, type Socket } from "node:net";
import { newFlow, type Direction, type Flow } from "./direction.ts";

/** A clock, and actions at times on it. */
export interface Schedule {
  now(): number;
  at(dueMs: number, action: () => void): void;
}

export interface Wire {
  scheduler: Schedule;
  there: Direction;
  back: Direction;
  /** Hears of payload bytes as they enter the link. */
  counted: (way: "there" | "back", bytes: number) => void;
}

/** A connection may have twice what its way over the link holds under way, and never less than this. */
const MIN_BUFFER_BYTES = 256 * 1024;

/**
 * Carries one accepted connection over the link. The kernel has accepted already, so set-up is imitated: the target is
 * dialled one delay later, and the caller's bytes are let in when the answer to that is back, one round trip after the
 * accept. A target that refuses shows as a reset, at the same time.
 *
 * `client` comes paused, both sockets with half-open connections allowed. `closed` is called when both are closed.
 */
export function carry(client: Socket, target: { host: string; port: number }, wire: Wire, closed: () => void): void {
  const { scheduler, there, back } = wire;
  const thereFlow = newFlow();
  const backFlow = newFlow();
  // Errors end in `close`; what they mean to the other side is handled where it is known.
  client.on("error", () => undefined);
  client.setNoDelay(true);

  scheduler.at(there.send(scheduler.now(), 0, thereFlow), () => {
    const server = connect({ ...target, allowHalfOpen: true, noDelay: true });
    server.on("error", () => undefined);
    let open = 2;
    const oneClosed = () => --open === 0 && closed();
    for (const socket of [client, server]) {
      if (socket.closed) oneClosed();
      else socket.once("close", oneClosed);
    }
    const refused = () => scheduler.at(back.send(scheduler.now(), 0, backFlow), () => reset(client));
    server.once("error", refused);
    server.once("connect", () => {
      server.off("error", refused);
      pump(server, client, {
        scheduler,
        direction: back,
        flow: backFlow,
        counted: (bytes) => wire.counted("back", bytes),
      });
      scheduler.at(back.send(scheduler.now(), 0, backFlow), () => {
        pump(client, server, {
          scheduler,
          direction: there,
          flow: thereFlow,
          counted: (bytes) => wire.counted("there", bytes),
        });
      });
    });
  });
}

interface Way {
  scheduler: Schedule;
  direction: Direction;
  flow: Flow;
  counted: (bytes: number) => void;
}

/** Moves bytes, end and reset from one socket to the other, each at its time; stops reading while too much is under way. */
function pump(from: Socket, to: Socket, { scheduler, direction, flow, counted }: Way): void {
  const limit = Math.max(MIN_BUFFER_BYTES, 2 * direction.capacityBytes);
  let underWay = 0;
  let ended = false;
  const send = (bytes: number, arrive: () => void) =>
    scheduler.at(direction.send(scheduler.now(), bytes, flow), arrive);
  const resumeIfRoom = () => {
    if (from.isPaused() && underWay + to.writableLength < limit / 2) from.resume();
  };

  from.on("data", (chunk: Buffer) => {
    counted(chunk.length);
    underWay += chunk.length;
    if (underWay + to.writableLength >= limit) from.pause();
    send(chunk.length, () => {
      underWay -= chunk.length;
      if (!to.destroyed) to.write(chunk);
      resumeIfRoom();
    });
  });
  to.on("drain", resumeIfRoom);
  from.once("end", () => {
    ended = true;
    send(0, () => to.end());
  });
  from.once("close", (failed: boolean) => {
    if (failed || !ended) send(0, () => reset(to));
  });
  from.resume();
}

function reset(socket: Socket): void {
  if (!socket.destroyed) socket.resetAndDestroy();
}
