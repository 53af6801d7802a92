/** Runs the program against a deployment until both have ended. */
import type { Deployment } from "../deploy/deployment.ts";
import type { Events } from "../deploy/events.ts";
import type { Exit } from "../protocol/child.ts";
import { LOGGED_BY_PROGRAM, startProgram } from "../protocol/program.ts";
import type { ProgramLocation } from "../protocol/program.ts";
import type { DeploymentInfo } from "../protocol/resource-monitor.ts";
import { serve } from "../protocol/server.ts";

/** How long the program may take to end after a failure or a cancel. */
const STOP_GRACE_MS = 1000;

export interface RunOptions {
  deployment: Deployment;
  info: DeploymentInfo;
  location: ProgramLocation;
  projectDir: string;
  env: Record<string, string | undefined>;
  events: Events;
  signal?: AbortSignal;
  /** Called with the address of the engine's server before the program starts. */
  onServing?: (address: string) => void;
}

type Ending = { kind: "registered" } | { kind: "aborted" } | { kind: "exited"; exit: Exit };

export async function runProgram(options: RunOptions): Promise<void> {
  const { deployment, events, signal } = options;
  const server = await serve(deployment, options.info, options.projectDir);
  deployment.serveAt(server.address);
  options.onServing?.(server.address);
  const program = startProgram({
    ...options,
    address: server.address,
    onStdout: (line) => events.diagnose({ severity: "info", message: line }),
    onStderr: (line) => events.diagnose({ severity: "info#err", message: line }),
  });
  using interrupted = abortOf(signal);
  try {
    const ending = await Promise.race<Ending>([
      deployment.allRegistered.then(() => ({ kind: "registered" })),
      deployment.aborted.then(() => ({ kind: "aborted" })),
      interrupted.happened.then(() => ({ kind: "aborted" })),
      program.exited.then((exit) => ({ kind: "exited", exit })),
    ]);
    if (ending.kind === "exited") reportExit(ending.exit, deployment, events);
    // Programs with older SDKs exit without signalling that they have registered everything.
    const complete = ending.kind === "registered" || (ending.kind === "exited" && ending.exit.code === 0);
    if (complete) await deployment.performPostSteps();
    deployment.release();
    const exit = await (complete && !deployment.failed ? program.exited : program.stop(STOP_GRACE_MS));
    if (ending.kind === "registered" && !deployment.failed) reportExit(exit, deployment, events);
  } finally {
    program.kill("SIGKILL");
    server.close();
  }
}

/** Aborts the deployment if the program failed, and reports it unless the program did. */
function reportExit({ code, signal }: Exit, deployment: Deployment, events: Events): void {
  if (code === 0) return;
  deployment.abort();
  if (code === LOGGED_BY_PROGRAM) return;
  const how = signal === null ? `exited with non-zero exit code: ${code}` : `was ended by ${signal}`;
  events.diagnose({ severity: "error", message: `an unhandled error occurred: program ${how}` });
}

/** The abort of a signal as a promise. Disposal removes the listener, because many operations may share a signal. */
function abortOf(signal: AbortSignal | undefined): { happened: Promise<void> } & Disposable {
  const { promise, resolve } = Promise.withResolvers<void>();
  const resolveAborted = () => resolve();
  signal?.addEventListener("abort", resolveAborted);
  if (signal?.aborted) resolveAborted();
  return { happened: promise, [Symbol.dispose]: () => signal?.removeEventListener("abort", resolveAborted) };
}
