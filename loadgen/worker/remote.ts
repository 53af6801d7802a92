/**
 * A worker on another machine or in a pod, as two commands:
 *
 * `serve FOLDER` is the worker. It listens on a socket in the folder, outlives lost streams, and keeps all that it measured
 * in a file, as long as its disk has room. It ends when its load is over and delivered, or a while after its coordinator was
 * last connected.
 *
 * `attach FOLDER` connects its own standard streams to that socket.
 */
import { once } from "node:events";
import { openSync, writeSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { makeFolder } from "../../base/folder.ts";
import { END_SIGNALS } from "../../base/signals.ts";
import { startTimer } from "../../base/timer.ts";
import { realClock } from "../clock.ts";
import { LatestStream } from "./latest-stream.ts";
import { MEASURED_FILE, ORPHAN_MS, SILENT_MS, SOCKET_FILE, type FromWorker } from "./protocol.ts";
import { serveWorker } from "./serve.ts";
import { Session } from "./session.ts";

/** Time for a worker that was just started to listen. */
const ATTACH_LIMIT_MS = 10_000;
const ATTACH_RETRY_MS = 100;
/** Time for requests in flight to be cut and counted once the coordinator is gone. */
const LAST_WORDS_MS = 5000;

async function serve(folder: string): Promise<void> {
  makeFolder(folder);
  // A second worker in the same folder would be a second load, and is refused.
  let measured: number | undefined = openSync(join(folder, MEASURED_FILE), "wx", 0o600);
  const keep = (message: FromWorker): void => {
    if (measured === undefined) return;
    try {
      writeSync(measured, `${JSON.stringify(message)}\n`);
    } catch {
      // A full disk ends this copy, and not the load.
      measured = undefined;
    }
  };
  const streams = new LatestStream(realClock, ORPHAN_MS);
  const server = createServer((socket) => streams.offer(socket)).listen(join(folder, SOCKET_FILE));
  for (const signal of END_SIGNALS) process.on(signal, () => streams.close());
  const ended = Promise.withResolvers<void>();
  let isOver = false;
  const session: Session = new Session({
    id: undefined,
    nextStream: async () => (isOver && session.isDelivered ? undefined : streams.next()),
    clock: realClock,
    silentMs: SILENT_MS,
  });
  await serveWorker({
    send(message) {
      // At once, so that nothing that the coordinator has is missing here, even if this process is killed now.
      if (message.type === "second" || message.type === "done") keep(message);
      session.send(message);
      if (message.type !== "done" && message.type !== "late" && message.type !== "refused") return;
      isOver = true;
      ended.resolve();
    },
    messages: () => session.messages(),
  });
  server.close();
  startTimer(LAST_WORDS_MS, () => ended.resolve());
  await ended.promise;
}

async function attach(folder: string): Promise<void> {
  const socket = await connectedTo(join(folder, SOCKET_FILE));
  socket.on("error", () => undefined);
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  // Either side's end is the stream's.
  await Promise.race([once(socket, "close"), once(process.stdin, "close"), once(process.stdin, "end")]);
}

/** @throws the last error when nothing listens in time */
async function connectedTo(path: string): Promise<Socket> {
  const limitMs = performance.now() + ATTACH_LIMIT_MS;
  for (;;) {
    const socket = connect(path);
    try {
      await once(socket, "connect");
      return socket;
    } catch (error) {
      if (performance.now() >= limitMs) throw error;
    }
    await new Promise<void>((resolve) => startTimer(ATTACH_RETRY_MS, resolve));
  }
}

const [command, folder] = process.argv.slice(2);
if (folder === undefined || (command !== "serve" && command !== "attach")) {
  process.stderr.write("usage: serve FOLDER | attach FOLDER\n");
  process.exit(2);
}
if (command === "serve") await serve(folder);
else {
  try {
    await attach(folder);
  } catch (error) {
    process.stderr.write(`No worker listens in ${folder}: ${String(error)}\n`);
    process.exit(1);
  }
}
process.exit(0);
