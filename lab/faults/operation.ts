/** One command of the operator, with which faults interfere. */
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

export interface OperationEnd {
  /** That of a shell if a signal ended it: 128 and the signal's number. */
  exitCode: number;
  output: string;
  durationMs: number;
  /** Whether it took longer than its limit, and was killed. */
  isOverdue: boolean;
}

/** How much an operation has done: lines that it prints, or time. */
export type Amount = { lines: number } | { ms: number };

const POLL_MS = 50;
const SIGNAL_BASE = 128;

export class RunningOperation {
  readonly child: ChildProcess;
  readonly ended: Promise<OperationEnd>;
  #output = "";
  #hasEnded = false;

  /** @param limitMs after which it is killed */
  constructor(child: ChildProcess, limitMs: number) {
    this.child = child;
    const began = performance.now();
    let isOverdue = false;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
    const timer = setTimeout(() => {
      isOverdue = true;
      child.kill("SIGKILL");
    }, limitMs);
    this.ended = new Promise((resolve) =>
      // Not `close`: what a killed engine started keeps the pipes open.
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        this.#hasEnded = true;
        const exitCode = code ?? SIGNAL_BASE + constants.signals[signal!];
        // Leaves time for the last of the output.
        const end = (): void =>
          resolve({ exitCode, output: this.#output, durationMs: performance.now() - began, isOverdue });
        setTimeout(end, POLL_MS);
      }),
    );
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Resolves once it has done a share of what it usually does, or has ended. */
  async until(share: number, usual: Amount): Promise<void> {
    if ("ms" in usual) return this.within(share * usual.ms);
    const count = Math.round(share * usual.lines);
    while (!this.#hasEnded && this.#output.split("\n").length <= count) await sleep(POLL_MS);
  }

  /** Resolves after that time, or once it has ended. */
  async within(ms: number): Promise<void> {
    await Promise.race([sleep(ms, undefined, { ref: false }), this.ended]);
  }

  /** @returns whether it still ran */
  signal(name: "SIGINT" | "SIGKILL"): boolean {
    return !this.#hasEnded && this.child.kill(name);
  }
}
