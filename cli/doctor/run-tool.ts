import { execFile } from "node:child_process";

const TIMEOUT_MS = 20_000;

export type Answer = { text: string } | { problem: string; isMissing: boolean };

/** Output of another program. Never rejects: a failure or time-out is a `problem`, a missing program `isMissing`. */
export function runTool(env: NodeJS.ProcessEnv, command: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: TIMEOUT_MS, maxBuffer: 16 * 2 ** 20 }, (error, stdout, stderr) => {
      if (!error) return resolve({ text: stdout });
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const message = stderr.trim().split("\n")[0] || error.message.split("\n")[0]!;
      const problem = error.killed ? `no answer within ${TIMEOUT_MS / 1000} s` : message;
      resolve({ problem: isMissing ? `${command} is not installed` : problem, isMissing });
    });
  });
}
