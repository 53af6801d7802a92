/** Debian's Prometheus tools, where they are installed. */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

/** Why tests that need these programs cannot run here; `undefined` if they can. */
export function missing(...programs: string[]): string | undefined {
  const absent = programs.filter((program) => spawnSync(program, ["--version"]).error);
  return absent.length === 0
    ? undefined
    : `${absent.join(" and ")} not installed: apt-get install prometheus prometheus-node-exporter`;
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
