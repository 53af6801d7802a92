/** The programs that K3s is made of, as child processes. K3s has them in one process: where one ends, all do. */
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fatal, log } from "./log.ts";

const GRACE_MS = 3000;
const running = new Map<string, ChildProcess>();
let isStopping = false;

/** Of what a component said, to tell why it ended. */
const TAIL_CHARS = 4000;

/** Kubernetes' programs end with an error over several lines; K3s has it in one. */
function causeIn(tail: string): string | undefined {
  const [, cause] = tail.match(/"command failed" err=(.*)$/s) ?? [];
  return cause
    ?.replace(/[<>]\s/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

interface Options {
  path?: string;
  /** A file for what it says, which is else in this program's own log. */
  logFile?: string;
}

/** It is killed when this process ends, however that happens. */
export function startComponent(name: string, command: string, args: readonly string[], options: Options = {}): void {
  const { path = process.env.PATH, logFile } = options;
  log.info(`Running ${name} ${args.join(" ")}`);
  const output = logFile === undefined ? "pipe" : openSync(logFile, "a", 0o600);
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", command, ...args], {
    stdio: ["ignore", output, output],
    env: { ...process.env, PATH: path, NOTIFY_SOCKET: undefined },
  });
  if (typeof output === "number") closeSync(output);
  running.set(name, child);
  let tail = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (text: Buffer) => {
      process.stderr.write(text);
      tail = (tail + text.toString()).slice(-TAIL_CHARS);
    });
  child.once("error", (error) => fatal(`${name} could not be started: ${error.message}`));
  child.once("close", (code, signal) => {
    running.delete(name);
    if (!isStopping) fatal(`${name} exited: ${causeIn(tail) ?? signal ?? `exit status ${code}`}`);
  });
}

async function end(name: string): Promise<void> {
  const child = running.get(name);
  if (!child) return;
  const gone = once(child, "close");
  child.kill("SIGTERM");
  await Promise.race([gone, sleep(GRACE_MS)]);
  if (running.has(name)) child.kill("SIGKILL");
  await gone;
}

/** The datastore ends after what writes to it. Pods stay. */
export async function stopComponents(): Promise<void> {
  isStopping = true;
  const last = ["kine", "containerd"];
  await Promise.all([...running.keys()].filter((name) => !last.includes(name)).map(end));
  for (const name of last) await end(name);
}
