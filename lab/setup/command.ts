/** Runs programs that set the lab up. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { LabError } from "../errors.ts";

const MAX_TAIL_CHARACTERS = 2000;

export interface CommandOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** What failed, for the error's message. */
  what: string;
}

/** @returns standard output @throws LabError `LAB_PART_FAILED` with the end of the program's standard error */
export async function runCommand(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env, what }: CommandOptions,
): Promise<string> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const end = (): void => void child.kill();
  process.once("exit", end);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code === 0) return stdout;
    throw new Error(
      `${program} ended with ${signal ?? `status ${code}`}: ${stderr.trim().slice(-MAX_TAIL_CHARACTERS)}`,
    );
  } catch (error) {
    throw new LabError("LAB_PART_FAILED", `${what} failed: ${(error as Error).message}`, { cause: error });
  } finally {
    process.off("exit", end);
  }
}

/** Whether a program is on PATH. */
export const isOnPath = (program: string): boolean =>
  spawnSync("sh", ["-c", 'command -v "$1"', "sh", program], { stdio: "ignore" }).status === 0;
