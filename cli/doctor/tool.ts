/** Another program's answer, within a time. */
import { execFile } from "node:child_process";

const LIMIT_MS = 20_000;

export type Answer = { text: string } | { problem: string; isMissing: boolean };

/** Never throws; a program that isn't there is `isMissing`. */
export function ask(env: NodeJS.ProcessEnv, command: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: LIMIT_MS, maxBuffer: 16 * 2 ** 20 }, (error, stdout, stderr) => {
      if (!error) return resolve({ text: stdout });
      const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
      const said = stderr.trim().split("\n")[0] || error.message.split("\n")[0]!;
      const problem = error.killed ? `no answer within ${LIMIT_MS / 1000} s` : said;
      resolve({ problem: isMissing ? `${command} is not installed` : problem, isMissing });
    });
  });
}
