/** Starts and ends the lab's process, which owns all machines, networks and clouds. */
import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeFolder } from "../../base/folder.ts";
import { LabError } from "../errors.ts";
import { LabClient } from "./client.ts";

const START_LIMIT_MS = 120_000;
const END_LIMIT_MS = 60_000;
const POLL_MS = 100;

export const logFile = (dir: string): string => join(dir, "lab.log");

/**
 * The lab in this folder, started if it does not run. It goes on when this process ends.
 *
 * @throws LabError `LAB_NOT_READY` with the end of its log
 */
export async function startLab(dir: string, print: (line: string) => void): Promise<LabClient> {
  const running = await runningLab(dir);
  if (running) return running;
  makeFolder(dir, 0o700);
  print("starting the lab: images, networks, clouds");
  const log = openSync(logFile(dir), "a", 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), dir], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  const deadline = performance.now() + START_LIMIT_MS;
  for (;;) {
    const lab = await runningLab(dir);
    if (lab) return lab;
    if (child.exitCode !== null) throw notReady(dir, `ended with ${child.exitCode}`);
    if (performance.now() > deadline) throw notReady(dir, `was not ready after ${START_LIMIT_MS / 1000} s`);
    await delay(POLL_MS);
  }
}

/** Ends the lab in this folder, if one runs, and waits until nothing of it is left. */
export async function endLab(dir: string): Promise<void> {
  const lab = await runningLab(dir);
  if (!lab) return;
  await lab.shutDown();
  const deadline = performance.now() + END_LIMIT_MS;
  while (await runningLab(dir)) {
    if (performance.now() > deadline)
      throw new LabError(
        "LAB_NOT_ENDED",
        `the lab's process still runs after ${END_LIMIT_MS / 1000} s; see ${logFile(dir)}`,
      );
    await delay(POLL_MS);
  }
}

async function runningLab(dir: string): Promise<LabClient | undefined> {
  try {
    const lab = new LabClient(dir);
    await lab.reach();
    return lab;
  } catch (error) {
    if (error instanceof LabError && error.code === "LAB_NOT_RUNNING") return undefined;
    throw error;
  }
}

function notReady(dir: string, what: string): LabError {
  const file = logFile(dir);
  const tail = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-8).join("\n") : "";
  return new LabError("LAB_NOT_READY", `the lab's process ${what}; the last lines of ${file}:\n${tail}`);
}
