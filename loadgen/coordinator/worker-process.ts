import { spawn, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import type { Calibration } from "../worker/calibrate.ts";
import {
  readFrames,
  writeFrame,
  PROTOCOL_FD,
  PROTOCOL_VERSION,
  type FromWorker,
  type ToWorker,
} from "../worker/protocol.ts";

/** A worker as the coordinator sees it, wherever it runs. */
export interface WorkerLink {
  send(message: ToWorker): void;
  /** In order; ends when the worker ends in any way. */
  messages: AsyncGenerator<unknown, void, undefined>;
  kill(): void;
  /** How it ended, in words. */
  ended: Promise<string>;
}

/** Beside this file's folder, with the ending that this file has: `.ts` in the repository, `.js` as published. */
const WORKER_MAIN = fileURLToPath(new URL(`../worker/main${extname(import.meta.url)}`, import.meta.url));

/**
 * Size of a worker's nursery. Users who think are many: their objects live long, and a large nursery would only hold
 * them twice (a small one halves what a user costs, bench/memory.ts). Without think times requests are what counts, and
 * theirs die at once: the larger the nursery, the less is copied (some 8 % of CPU, bench/throughput.ts).
 */
const SEMI_SPACE_MIB = { thinking: 4, driven: 16 };

/**
 * Starts a worker process; a pipe of its own carries the protocol, and what it or its scenario prints goes to our stderr.
 * @param users think between requests, or are driven as fast as answers or a schedule come
 */
export function startWorkerProcess(users: keyof typeof SEMI_SPACE_MIB): WorkerLink {
  const child: ChildProcess = spawn(process.execPath, [`--max-semi-space-size=${SEMI_SPACE_MIB[users]}`, WORKER_MAIN], {
    stdio: ["ignore", process.stderr.fd, "inherit", "pipe"],
    env: workerEnvironment(),
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`it could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(signal === null ? `it exited with ${code}` : `it died by ${signal}`));
  });
  return link(child.stdio[PROTOCOL_FD] as Duplex, () => child.kill("SIGKILL"), ended);
}

/**
 * What the parent was started with (a debugger, loaders) isn't meant for its workers; its cache of compiled code is: a
 * process that has to strip types first never gets that memory back.
 */
function workerEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  const kept = cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) };
  return { ...process.env, NODE_OPTIONS: "", ...kept };
}

function link(channel: Duplex, kill: () => void, ended: Promise<string>): WorkerLink {
  // The end of its messages shows that a worker died, so an error when writing to it adds nothing.
  channel.on("error", () => undefined);
  return { send: (message) => writeFrame(channel, message), messages: readFrames(channel), kill, ended };
}

/** Number of clock readings per worker; the one with the shortest round trip counts. */
const PINGS = 5;

/** The worker's clock minus the coordinator's, and the error bound: half the round trip of the reading. */
export interface ClockOffset {
  offsetUs: number;
  offsetBoundUs: number;
}

export interface ReadyWorker extends ClockOffset {
  link: WorkerLink;
  calibration: Calibration;
}

/**
 * Performs the handshake with a worker, up to `ready`, and compares the clocks.
 * @throws LoadError `LOAD_WORKER_START_FAILED` | `LOAD_WORKER_PROTOCOL`
 */
export async function prepareWorker(
  workerLink: WorkerLink,
  prepare: Omit<Extract<ToWorker, { type: "prepare" }>, "type" | "version">,
): Promise<ReadyWorker> {
  const next = async <T extends FromWorker["type"]>(type: T): Promise<Extract<FromWorker, { type: T }>> => {
    const { value, done } = await workerLink.messages.next();
    if (done) throw new LoadError("LOAD_WORKER_START_FAILED", `A worker did not get ready: ${await workerLink.ended}.`);
    const message = value as FromWorker;
    if (message.type !== type)
      throw new LoadError("LOAD_WORKER_PROTOCOL", `A worker sent ${message.type} before ${type}.`);
    return message as Extract<FromWorker, { type: T }>;
  };
  const { version } = await next("hello");
  if (version !== PROTOCOL_VERSION) {
    const versions = `${version}, this coordinator ${PROTOCOL_VERSION}`;
    throw new LoadError("LOAD_WORKER_PROTOCOL", `A worker speaks version ${versions}; use one release for both.`);
  }
  workerLink.send({ type: "prepare", version: PROTOCOL_VERSION, ...prepare });
  const { calibration } = await next("ready");
  let best = { offsetUs: 0, offsetBoundUs: Infinity };
  for (let id = 0; id < PINGS; id += 1) {
    const sentUs = realClock.nowUs();
    workerLink.send({ type: "ping", id });
    const { nowUs } = await next("pong");
    const halfTrip = (realClock.nowUs() - sentUs) / 2;
    if (halfTrip < best.offsetBoundUs) best = { offsetUs: nowUs - sentUs - halfTrip, offsetBoundUs: halfTrip };
  }
  return { link: workerLink, calibration, ...best };
}

/** Workers report every second, unless they can't run. */
const SILENT_MS = 5000;

/** How a worker ended that was killed because it was not done in time; `heardUs`: when its last message came. */
export function howOverdue(heardUs: number): string {
  const silentMs = (realClock.nowUs() - heardUs) / 1000;
  if (silentMs < SILENT_MS) return "it was not done in time and was killed";
  const silence = `it reported nothing for ${Math.round(silentMs / 1000)} s and was killed`;
  return `${silence}: the scenario's code kept it busy, as a loop without await does`;
}
