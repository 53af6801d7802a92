/**
 * Record mode: runs a whole program without creating anything, and returns its registrations as data. Used to test
 * cloud programs without a cloud.
 */
import { printable } from "../display/text.ts";
import { loadProject } from "../project/project-file.ts";
import { Callbacks } from "../protocol/callbacks.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import { locateProgram, startProgram } from "../protocol/program.ts";
import { serve } from "../protocol/server.ts";
import { ORGANIZATION } from "../state/layout.ts";
import type { ComputedTables } from "./computed.ts";
import { recordedConfig, type GivenConfig } from "./config.ts";
import { RecordError } from "../errors.ts";
import { Recorder } from "./recorder.ts";
import type { Recording } from "./recording.ts";

export type { GivenConfig } from "./config.ts";
export type { Computed, ComputedFor, ComputedTables } from "./computed.ts";
export { RecordError } from "../errors.ts";
export { readable } from "./values.ts";
export { UNKNOWN } from "../values.ts";
export type * from "./recording.ts";

export interface RecordOptions {
  /** A folder with a Pulumi.yaml in it or in a parent. */
  projectDir: string;
  stack: string;
  /** Default: `Pulumi.<stack>.yaml`. */
  configFile?: string;
  /** Overrides values of the file. A key without a namespace gets that of the project. */
  config?: GivenConfig;
  /** The environment of the program. Default: process.env. */
  env?: NodeJS.ProcessEnv;
  /** The values that providers would compute. */
  computed?: ComputedTables;
  /** Default 120 000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

const PARALLEL = 16;
const MAX_OUTPUT_LINES = 50;

/**
 * Runs the program as in a preview: a value that is in no table is unknown, so `apply` does not run for it.
 *
 * @throws RecordError `RECORD_PROGRAM_FAILED` with the program's errors, `RECORD_TIMED_OUT` or
 *   `RECORD_CONFIG_SECRET_UNREADABLE`
 */
export async function record(options: RecordOptions): Promise<Recording> {
  const { stack, env = process.env, timeoutMs = 120_000 } = options;
  const project = await loadProject(options.projectDir);
  const config = await recordedConfig({ ...options, project, env });
  const info: DeploymentInfo = {
    project: project.name,
    stack,
    organization: ORGANIZATION,
    dryRun: true,
    parallel: PARALLEL,
    config: Object.fromEntries([...config].map(([key, { value }]) => [key, value])),
    configSecretKeys: [...config].flatMap(([key, { secret }]) => (secret ? [key] : [])),
  };
  const callbacks = new Callbacks();
  const recorder = new Recorder(project.name, stack, options.computed ?? {}, callbacks.invoke);
  const server = await serve(recorder, info, project.dir);
  const output: string[] = [];
  const onLine = (line: string) => void output.push(line);
  const location = locateProgram(project.dir, project.main);
  const child = startProgram({
    ...{ location, info, env, onStdout: onLine, onStderr: onLine },
    projectDir: project.dir,
    address: server.address,
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = () => child.kill("SIGKILL");
  const signal = AbortSignal.any([deadline, ...(options.signal ? [options.signal] : [])]);
  signal.addEventListener("abort", stop, { once: true });
  try {
    const exit = await child.exited;
    options.signal?.throwIfAborted();
    if (deadline.aborted)
      throw new RecordError("RECORD_TIMED_OUT", `The program did not end within ${timeoutMs} ms and was killed.`);
    if (exit.code !== 0) throw failure(recorder, output, exit.code);
    return recorder.recording();
  } finally {
    signal.removeEventListener("abort", stop);
    child.kill("SIGKILL");
    server.close();
    callbacks.close();
  }
}

function failure(recorder: Recorder, output: readonly string[], code: number | null): RecordError {
  const errors = recorder.logs.filter(({ severity }) => severity === "error").map(({ message }) => message.trimEnd());
  const lines = errors.length > 0 ? errors : output.slice(-MAX_OUTPUT_LINES);
  return new RecordError(
    "RECORD_PROGRAM_FAILED",
    `The program failed (exit code ${code}):\n${printable(lines.join("\n"))}`,
  );
}
