/** Finds the executable of a load tool, and asks it for its version. */
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { findOnPath, isExecutable } from "../../base/executable.ts";
import { LOAD_TOOLS, type ToolName } from "../catalog/load-tools.ts";

/** Path of the executable: as its variable says, or the first on PATH; `undefined` if there is none. */
export function findTool(name: ToolName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { variable, command } = LOAD_TOOLS[name];
  const given = env[variable];
  if (given) return isExecutable(given) ? given : undefined;
  return findOnPath(command, env);
}

/** Java takes a while to start. */
const TIMEOUT_MS = 60_000;

/** As the tool states it; `unknown` if it does not. */
export function toolVersion(name: ToolName, path: string): Promise<string> {
  const { versionArgs, version } = LOAD_TOOLS[name];
  return new Promise((done) => {
    // JMeter leaves a log in its working directory.
    execFile(path, versionArgs, { timeout: TIMEOUT_MS, cwd: tmpdir() }, (_error, stdout, stderr) =>
      done(version.exec(`${stdout}\n${stderr}`)?.[1] ?? "unknown"),
    );
  });
}
