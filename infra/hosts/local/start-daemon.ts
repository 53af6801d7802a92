/** Starts a daemon, or adopts the one that an interrupted attempt left. */
import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { writeAtomic } from "../../../base/atomic-file.ts";
import { makeFolder } from "../../../base/folder.ts";
import { InfraError } from "../../errors.ts";
import { repositoryRoot } from "../../home.ts";
import { sendRequest, type Control, type Ready } from "./control.ts";
import {
  daemonDir,
  findProcess,
  findReady,
  readStart,
  scriptOf,
  startFile,
  displayName,
  type DaemonKey,
} from "./daemon.ts";
import { endDaemon } from "./end-daemon.ts";

const READY_TIMEOUT_MS = 30_000;

/** The only environment variables that a daemon inherits: it outlives the command, whose secrets it must not keep. */
const PASSED_ON = ["PATH", "HOME", "TMPDIR", "LANG"];

export interface StartedDaemon {
  ready: Ready;
  control: Control;
  /** Time from the start until the process was ready, and until it answered. */
  createMs: number;
  readyMs: number;
}

/**
 * @param wanted settings of the daemon: fields of the start file other than version, stack, name, dir and token
 * @throws {InfraError} NODE_NOT_READY with the end of its log, if the daemon does not become ready
 */
export async function startDaemon(key: DaemonKey, wanted: Record<string, unknown>): Promise<StartedDaemon> {
  const fromMs = performance.now();
  const asked = { version: 1, stack: key.stack, name: key.name, ...wanted };
  const { ready, control } = (await adopt(key, asked)) ?? (await startAnew(key, asked));
  const createMs = Math.round(performance.now() - fromMs);
  await sendRequest(control, { method: "GET", path: "/status", timeoutMs: READY_TIMEOUT_MS }, z.unknown());
  return { ready, control, createMs, readyMs: Math.round(performance.now() - fromMs) };
}

async function adopt(key: DaemonKey, asked: Record<string, unknown>) {
  const start = await readStart(key);
  if (!start) return undefined;
  const { token: _token, dir: _dir, ...was } = start;
  if (!isDeepStrictEqual(was, asked) || !(await findProcess(key))) return undefined;
  process.stderr.write(`[${key.name}] adopting the process that an earlier attempt started\n`);
  return waitReady(key).catch(() => undefined);
}

async function startAnew(key: DaemonKey, asked: Record<string, unknown>) {
  await endDaemon(key);
  const dir = daemonDir(key);
  makeFolder(dir, 0o700);
  const file = startFile(key);
  const intent = { ...asked, dir, token: randomBytes(24).toString("base64url") };
  await writeAtomic(file, JSON.stringify(intent));
  const child = await spawnDetached(key, file);
  try {
    return await waitReady(key, child);
  } catch (error) {
    await endDaemon(key);
    throw error;
  }
}

async function spawnDetached(key: DaemonKey, file: string): Promise<ChildProcess> {
  const log = await open(logFile(key), "a", 0o600);
  try {
    // A session of its own and no pipes: the daemon outlives the provider's process and keeps none of its files open.
    const child = spawn(process.execPath, [join(repositoryRoot, scriptOf(key)), file], {
      cwd: repositoryRoot,
      env: Object.fromEntries(PASSED_ON.map((name) => [name, process.env[name]])),
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

const logFile = (key: DaemonKey): string => join(daemonDir(key), "start.log");

async function waitReady(key: DaemonKey, child?: ChildProcess) {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const found = await findReady(key);
    if (found) return found;
    const ended = child ? (child.exitCode ?? child.signalCode) : (await findProcess(key)) ? null : "unknown";
    if (ended !== null) throw await notReady(key, `ended (${ended}) before it was ready`);
    if (performance.now() > deadline) throw await notReady(key, `was not ready after ${READY_TIMEOUT_MS / 1000} s`);
    await delay(25);
  }
}

async function notReady(key: DaemonKey, what: string): Promise<InfraError> {
  const log = await readFile(logFile(key), "utf8").catch(() => "");
  const tail = log.trim().split("\n").slice(-8).join("\n");
  return new InfraError("NODE_NOT_READY", `${displayName(key)} ${what}${tail ? `; its last lines:\n${tail}` : ""}`);
}
