import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LabError } from "../../errors.ts";
import type { Program, Replica } from "../../protocol/node.ts";
import { listeningPorts } from "./listening-ports.ts";
import type { ProcessGroup } from "./process-group.ts";
import { guard } from "./process-guard.ts";
import { sizeOf, tailOf } from "./program-log.ts";
import { unready } from "./readiness.ts";
import type { Listening, SupervisedProcess } from "./supervised-process.ts";

/** Between SIGTERM and SIGKILL. */
const GRACE_MS = 2_000;
const READY_POLL_MS = 50;

/** Joins the cgroups before the program's first instruction, so that nothing that it does escapes them. */
const JOIN_AND_RUN = `count=$1
shift
while [ "$count" -gt 0 ]; do
  echo $$ >"$1" || exit 126
  shift
  count=$((count - 1))
done
exec "$@"`;

/** Variables of the node's environment that a program inherits. The node itself has no secrets, see start-daemon.ts. */
const INHERITED = ["PATH", "HOME", "TMPDIR", "LANG"];

export interface ProgramOptions {
  node: string;
  port: number;
  logFile: string;
  group: ProcessGroup;
}

/** One run of a program that knows nothing of Stackmark, in a session and a group of its own. */
export class ProgramProcess implements SupervisedProcess {
  readonly exited: Promise<string>;
  readonly #child: ChildProcess;
  readonly #guard: ChildProcess;
  readonly #name: string;
  readonly #program: Program;
  readonly #options: ProgramOptions;
  /** Size of the log before this run. */
  readonly #logStart: number;

  constructor({ service, replica, env }: Replica, program: Program, options: ProgramOptions) {
    const { node, port, logFile, group } = options;
    this.#name = `${service} ${replica}`;
    this.#program = program;
    this.#options = options;
    this.#logStart = sizeOf(logFile);
    const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
    const own = { STACKMARK_NODE: node, PORT: String(port) };
    const log = openSync(logFile, "a");
    const { memberFiles } = group;
    this.#child = spawn(
      "sh",
      ["-c", JOIN_AND_RUN, "sh", String(memberFiles.length), ...memberFiles, ...program.command],
      {
        cwd: program.folder,
        env: { ...inherited, ...own, ...env },
        stdio: ["ignore", log, log],
        detached: true,
      },
    );
    closeSync(log);
    this.#guard = guard(this.pid, memberFiles);
    this.exited = this.#ended();
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async listening(): Promise<Listening> {
    const { port } = this.#options;
    const { health, timeoutMs } = this.#program;
    const deadlineMs = performance.now() + timeoutMs;
    let why = "it was not asked";
    while (performance.now() < deadlineMs) {
      const ended = this.exited.then((how) => ({ how }));
      const seen = await Promise.race([ended, unready(port, health).then((reason) => ({ reason }))]);
      if ("how" in seen) throw this.#failed("LAB_PROGRAM_EXITED", `ended before it was ready (${seen.how})`);
      if (seen.reason === undefined) return { port, metricsPort: 0 };
      why = seen.reason;
      await Promise.race([this.exited, sleep(READY_POLL_MS)]);
    }
    const elsewhere = listeningPorts(this.#options.group.pids(this.pid)).filter((other) => other !== port);
    const hint = elsewhere.length === 0 ? "" : `; it listens on port ${elsewhere.join(", ")} instead`;
    await this.kill();
    const seconds = timeoutMs / 1000;
    throw this.#failed("LAB_PROGRAM_NOT_READY", `was not ready on port ${port} after ${seconds} s: ${why}${hint}`);
  }

  /** Its addresses are part of its command and environment: a change replaces it. */
  route(): Promise<void> {
    return Promise.resolve();
  }

  async kill(): Promise<void> {
    this.#terminate();
    const hasEnded = await Promise.race([this.exited.then(() => true), sleep(GRACE_MS, false, { ref: false })]);
    if (!hasEnded) await this.#options.group.end(this.pid);
    await this.exited;
  }

  /** SIGTERM to its process group, as a terminal would do. */
  #terminate(): void {
    if (this.pid === 0) return;
    try {
      process.kill(-this.pid, "SIGTERM");
    } catch {
      // It has ended.
    }
  }

  /** A program has ended when its first process has. What it leaves is killed, so that the next run finds its port free. */
  async #ended(): Promise<string> {
    const how = await new Promise<string>((resolve) => {
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    await this.#options.group.end(this.pid);
    this.#guard.kill("SIGKILL");
    return how;
  }

  #failed(code: "LAB_PROGRAM_EXITED" | "LAB_PROGRAM_NOT_READY", what: string): LabError {
    const tail = tailOf(this.#options.logFile, this.#logStart);
    const lines = tail === "" ? "; it wrote nothing" : `; its last lines:\n${tail.replaceAll(/^/gm, "    ")}`;
    return new LabError(code, `${this.#name} ${what}${lines}`);
  }
}
