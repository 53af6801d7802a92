/** Debian's Prometheus tools, where they are installed. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { findOnPath } from "../../../../base/executable.ts";
import { skipIf } from "../../../helpers/skip.ts";

/** Skips the test, or the suite of a `before`, where one of these programs is not installed. */
export function needsPrometheus(context: Mocha.Context, ...programs: string[]): void {
  const absent = programs.filter((program) => findOnPath(program, process.env) === undefined);
  const reason = `not installed: ${absent.join(" and ")} (Debian: apt-get install prometheus prometheus-node-exporter)`;
  skipIf(context, absent.length === 0 ? null : reason);
}

/** @returns the output of promtool; throws with it if promtool found a problem */
export async function promtool(...args: string[]): Promise<string> {
  const run = promisify(execFile);
  try {
    return (await run("promtool", args)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args[0]} ${args[1]}: ${stdout}${stderr}`, { cause: error });
  }
}
