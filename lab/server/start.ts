/** Starts and ends the lab's process, which owns all machines, networks and clouds. */
import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../base/folder.ts";
import { LabError } from "../errors.ts";
import { sweep } from "../machines/sweep.ts";
import type { GivenK3s } from "../k3s/given.ts";
import type { LabStatus } from "../protocol/lab.ts";
import { answerWithin, holdsWithin } from "../wait.ts";
import { LabClient } from "./client.ts";

const START = { limitMs: 120_000, everyMs: 100 };
const END = { limitMs: 60_000, everyMs: 100 };

export const logFile = (dir: string): string => join(dir, "lab.log");

/**
 * The lab in this folder, started if it does not run. It goes on when this process ends.
 *
 * @param given what its machines install instead of the lab's K3s
 * @throws LabError `LAB_NOT_READY` with the end of its log, and nothing of it runs on; `LAB_ALREADY_RUNNING` with another K3s
 */
export async function startLab(dir: string, print: (line: string) => void, given?: GivenK3s): Promise<LabClient> {
  const running = await runningLab(dir);
  if (running) {
    requireSameK3s((await running.status()).mirror, given);
    return running;
  }
  makeFolder(dir, 0o700);
  print("starting the lab: images, networks, clouds");
  const log = openSync(logFile(dir), "a", 0o600);
  const args = [dir, ...(given ? [given.path, given.version] : [])];
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  child.unref();
  try {
    const lab = await answerWithin(async () => {
      const found = await runningLab(dir);
      if (!found && child.exitCode !== null) throw notReady(dir, `ended with ${child.exitCode}`);
      return found;
    }, START);
    if (lab) return lab;
    throw notReady(dir, `was not ready after ${START.limitMs / 1000} s`);
  } catch (error) {
    child.kill("SIGKILL");
    await sweep(dir);
    throw error;
  }
}

/** Ends the lab in this folder, if one runs, and waits until nothing of it is left. */
export async function endLab(dir: string): Promise<void> {
  const lab = await runningLab(dir);
  if (!lab) return;
  await lab.shutDown();
  if (await holdsWithin(async () => (await runningLab(dir)) === undefined, END)) return;
  throw new LabError(
    "LAB_NOT_ENDED",
    `the lab's process still runs after ${END.limitMs / 1000} s; see ${logFile(dir)}`,
  );
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

/** @throws LabError `LAB_ALREADY_RUNNING` */
export function requireSameK3s(running: LabStatus["mirror"], given: GivenK3s | undefined): void {
  if (running.k3sProgram === given?.path && (given === undefined || running.k3sVersion === given.version)) return;
  const [has, wanted] = [running.k3sProgram, given?.path].map((path) => path ?? "the lab's own");
  throw new LabError(
    "LAB_ALREADY_RUNNING",
    `a lab runs here whose machines install another K3s (${has}, ${running.k3sVersion}) than is wanted now (${wanted}); ` +
      "end it with `npm run lab -- down` first",
  );
}

function notReady(dir: string, what: string): LabError {
  const file = logFile(dir);
  const tail = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-8).join("\n") : "";
  return new LabError("LAB_NOT_READY", `the lab's process ${what}; the last lines of ${file}:\n${tail}`);
}
