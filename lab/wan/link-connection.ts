import { connect, type Socket } from "node:net";
import { newFlow, type Direction, type Flow } from "./direction.ts";

/** A clock that runs actions at given times. */
export interface Schedule {
  now(): number;
  at(dueMs: number, action: () => void): void;
}

export interface Wire {
  scheduler: Schedule;
  there: Direction;
  back: Direction;
  /** Called with the number of payload bytes when they enter the link. */
  onBytes: (way: "there" | "back", bytes: number) => void;
}

/** A connection may have twice the link's capacity in flight, but always at least this. */
const MIN_BUFFER_BYTES = 256 * 1024;

/**
 * Carries one accepted connection over the link. The kernel has already accepted it, so the set-up is imitated: the
 * target is dialled one delay later, and the caller's bytes are read one round trip after the accept, when the target's
 * answer is back. If the target refuses the connection, the caller gets a reset at that time.
 *
 * `client` must be paused and allow half-open connections. `closed` is called when both sockets are closed.
 */
export function carry(client: Socket, target: { host: string; port: number }, wire: Wire, closed: () => void): void {
  const { scheduler, there, back } = wire;
  const thereFlow = newFlow();
  const backFlow = newFlow();
  // Every error is followed by `close`, which the code below handles.
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
        onBytes: (bytes) => wire.onBytes("back", bytes),
      });
      scheduler.at(back.send(scheduler.now(), 0, backFlow), () => {
        pump(client, server, {
          scheduler,
          direction: there,
          flow: thereFlow,
          onBytes: (bytes) => wire.onBytes("there", bytes),
        });
      });
    });
  });
}

interface Way {
  scheduler: Schedule;
  direction: Direction;
  flow: Flow;
  onBytes: (bytes: number) => void;
}

/** Moves bytes, end and reset from one socket to the other, each when it arrives. Pauses while too much is in flight. */
function pump(from: Socket, to: Socket, { scheduler, direction, flow, onBytes }: Way): void {
  const limit = Math.max(MIN_BUFFER_BYTES, 2 * direction.capacityBytes);
  let inFlight = 0;
  let ended = false;
  const send = (bytes: number, arrive: () => void) =>
    scheduler.at(direction.send(scheduler.now(), bytes, flow), arrive);
  const resumeIfRoom = () => {
    if (from.isPaused() && inFlight + to.writableLength < limit / 2) from.resume();
  };

  from.on("data", (chunk: Buffer) => {
    onBytes(chunk.length);
    inFlight += chunk.length;
    if (inFlight + to.writableLength >= limit) from.pause();
    send(chunk.length, () => {
      inFlight -= chunk.length;
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
