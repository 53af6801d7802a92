/** A child process: the program or a provider. Node.js processes end when the engine ends, even if it is killed. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const PRELOAD = new URL("./preload/index.mjs", import.meta.url).href;

/** How long output is read after a process has ended. Its own children may keep the output open. */
const DRAIN_MS = 2000;

export interface ChildOptions {
  run: { script: string } | { executable: string };
  args: string[];
  cwd: string;
  env: Record<string, string | undefined>;
  onStdout: (line: string) => void;
  onStderr: (line: string) => void;
}

export interface Exit {
  /** null if a signal ended the process. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

export class Child {
  /** Resolves when the process has ended and its output was passed on. */
  readonly exited: Promise<Exit>;
  /** Resolves when the process has ended, even if its output is still open. */
  readonly ended: Promise<Exit>;
  readonly #process: ChildProcess;

  constructor(options: ChildOptions) {
    const { run, args } = options;
    const [command, ...leading] =
      "script" in run ? [process.execPath, "--import", PRELOAD, run.script] : [run.executable];
    this.#process = spawn(command, [...leading, ...args], {
      cwd: options.cwd,
      env: options.env,
      // A separate process group, so that Ctrl-C in the terminal reaches only the engine.
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    eachLine(this.#process.stdout as Readable, options.onStdout);
    eachLine(this.#process.stderr as Readable, options.onStderr);
    (this.#process.stdio[3] as Readable | null)?.on("error", () => {});
    this.exited = new Promise((resolve, reject) => {
      this.#process.on("error", reject);
      this.#process.on("close", (code, signal) => resolve({ code, signal }));
    });
    this.exited.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#process.on("exit", (code, signal) => resolve({ code, signal }));
    });
    this.#process.on("exit", () => this.#drain());
  }

  #drain(): void {
    const timer = setTimeout(() => this.#process.stdio.forEach((stream) => stream?.destroy()), DRAIN_MS);
    this.#process.on("close", () => clearTimeout(timer));
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Sends SIGTERM, and SIGKILL if the process has not ended after `graceMs`. */
  async stop(graceMs: number): Promise<Exit> {
    this.kill("SIGTERM");
    const timer = setTimeout(() => this.kill("SIGKILL"), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Signals the whole process group, including children of the process. */
  kill(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined || !this.running) return;
    try {
      process.kill(-pid, signal);
    } catch {
      this.#process.kill(signal);
    }
  }
}

function eachLine(stream: Readable, handle: (line: string) => void): void {
  const lines = createInterface({ input: stream, crlfDelay: Infinity });
  lines.on("line", handle);
}
