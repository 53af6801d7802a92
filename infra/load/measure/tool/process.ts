/** The process of a load tool. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { startTimer } from "../../../../base/timer.ts";
import type { ToolEnd } from "./end.ts";

export interface ToolProcess {
  /** Path of the executable. */
  path: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
}

/** Time for a tool to write its results after it was asked to end. */
export const GRACE_MS = 15_000;
export const KEPT_LINES = 20;

/**
 * Runs it to its end. It has a process group of its own: tools that are started by a script are ended with it.
 * @param signal asks it to end, as Ctrl-C does, and kills it if it does not
 * @throws if it cannot be started
 */
export function runProcess(
  { path, args, cwd, env }: ToolProcess,
  { signal, onLine }: { signal: AbortSignal; onLine: (line: string) => void },
): Promise<ToolEnd> {
  return new Promise((done, fail) => {
    const child = spawn(path, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const lastLines: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        if (line.trim() !== "") lastLines.push(line);
        if (lastLines.length > KEPT_LINES) lastLines.shift();
        onLine(line);
      });
    let kill: ReturnType<typeof startTimer> | undefined;
    const send = (name: NodeJS.Signals): void => {
      try {
        process.kill(-child.pid!, name);
      } catch {
        // It has ended already.
      }
    };
    const end = (): void => {
      send("SIGINT");
      kill = startTimer(GRACE_MS, () => send("SIGKILL"));
    };
    if (signal.aborted) end();
    signal.addEventListener("abort", end);
    const settle = (): void => {
      signal.removeEventListener("abort", end);
      kill?.cancel();
    };
    child.once("error", (error) => {
      settle();
      fail(error);
    });
    child.once("close", (code, name) => {
      settle();
      const how = name === null ? `with exit code ${code}` : `by ${name}`;
      done({ code, how, lastLines });
    });
  });
}
