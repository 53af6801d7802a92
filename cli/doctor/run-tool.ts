import { execFile } from "node:child_process";

const TIMEOUT_MS = 20_000;

/**
 * Without `isMissing` and `isLate`, the program itself said that something is wrong. `warnings` is what it said although it
 * ended well.
 */
export type Answer = { text: string; warnings: string } | { problem: string; isMissing: boolean; isLate: boolean };

/** Output of another program. Never rejects: a failure, a time-out or a missing program is a `problem`. */
export function runTool(
  env: NodeJS.ProcessEnv,
  command: string,
  args: readonly string[],
  timeoutMs = TIMEOUT_MS,
): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: timeoutMs, maxBuffer: 16 * 2 ** 20 }, (error, stdout, stderr) => {
      if (!error) return resolve({ text: stdout, warnings: stderr });
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const message = stderr.trim().split("\n")[0] || error.message.split("\n")[0]!;
      const isLate = error.killed === true;
      const problem = isLate ? `no answer within ${timeoutMs / 1000} s` : message;
      resolve({ problem: isMissing ? `${command} is not installed` : problem, isMissing, isLate });
    });
  });
}
