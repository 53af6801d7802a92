/** One fault: strikes an operation, and checks what was promised about it. */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../base/errors.ts";
import { Random } from "../../base/random.ts";
import type { Bench, StackName } from "./bench.ts";
import { FAULTS, type Operation } from "./catalog.ts";
import type { OperationEnd, RunningOperation } from "./operation.ts";
import type { PlannedRun } from "./plan.ts";
import { commandLines } from "./processes.ts";
import { Scene, type Strike } from "./scene.ts";
import { EDGE } from "./stack.ts";
import { STRIKES } from "./strikes.ts";

export interface Outcome {
  /** What the fault did. */
  what: string;
  /** Promises that were not kept; empty: all were. */
  problems: string[];
  durationMs: number;
}

/** Lines that an operation usually prints. */
const USUAL_LINES: Record<Operation, number> = { create: 190, change: 12, run: 12, destroy: 110 };
const SAMPLE_MS = 500;
const LEFT_OVER = 5;
const NAMES_WHAT_MAY_EXIST = / may exist: /;
const INTERRUPTED = 105;
const COMMANDS = { create: "up", change: "up", run: "run", destroy: "destroy" } as const;

export class FaultRunner {
  readonly #bench: Bench;
  readonly #up = new Set<StackName>();
  #replicas = 1;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async run(planned: PlannedRun): Promise<Outcome> {
    const began = performance.now();
    const seen = new Set<string>();
    const sampler = setInterval(() => commandLines().forEach((line) => seen.add(line)), SAMPLE_MS);
    const problems: string[] = [];
    let what = "";
    try {
      const stack = FAULTS[planned.fault].needsEdge === true ? "faults-edge" : "faults";
      await this.#prepare(planned, stack);
      what = await this.#strike(planned, stack, problems);
      await this.#recover(planned, stack, problems);
      problems.push(...this.#bench.leaks(seen));
    } catch (error) {
      problems.push(`the run itself failed: ${messageOf(error)}`);
    } finally {
      clearInterval(sampler);
    }
    if (problems.length > 0) await this.#startAnew();
    return { what, problems, durationMs: performance.now() - began };
  }

  /** Ends with nothing in the clouds. @returns problems */
  async finish(): Promise<string[]> {
    const problems: string[] = [];
    for (const stack of [...this.#up]) await this.#destroy(stack, [0], problems);
    return problems;
  }

  async #prepare({ operation, fault }: PlannedRun, stack: StackName): Promise<void> {
    for (const other of [...this.#up]) if (other !== stack || operation === "create") await this.#mustDestroy(other);
    if (operation === "create") {
      this.#write(false);
      return;
    }
    if (!this.#up.has(stack)) {
      if (FAULTS[fault].needsEdge === true) await this.#bench.openEdge();
      else this.#write(false);
      const { exitCode } = await this.#bench.do("up", stack);
      if (exitCode !== 0) throw new Error(`the stack did not come up before the fault (exit code ${exitCode})`);
      this.#up.add(stack);
    }
    if (operation === "change") this.#replicas = 3 - this.#replicas;
    if (stack === "faults") this.#write(operation === "run");
  }

  async #strike(planned: PlannedRun, stack: StackName, problems: string[]): Promise<string> {
    const { fault, operation, progress, delayMs, seed, patienceMs } = planned;
    const { exits, isEarlier } = FAULTS[fault];
    const bench = this.#bench;
    const random = new Random(seed, 0);
    const { dir, lab, console, namespace } = bench;
    const parts = { dir, lab, console, namespace, random, edge: stack === "faults-edge" ? EDGE.name : null };
    let strike: Strike;
    let running: RunningOperation;
    if (isEarlier === true) {
      strike = await STRIKES[fault](new Scene(parts));
      running = bench.begin(COMMANDS[operation], stack);
    } else {
      running = bench.begin(COMMANDS[operation], stack);
      await running.untilLines(Math.round(progress * USUAL_LINES[operation]));
      await Promise.race([sleep(delayMs), running.ended]);
      strike = await STRIKES[fault](new Scene(parts, running));
    }
    this.#up.add(stack);
    const wasInterrupted = patienceMs !== null && (await interruptAfter(running, patienceMs));
    const end = await running.ended;
    await strike.heal?.();
    const asked =
      exits.includes(end.exitCode) ||
      isNamedLeftOver(end, operation) ||
      (wasInterrupted && end.exitCode === INTERRUPTED);
    if (end.isOverdue) problems.push(`${operation} did not end in time`);
    else if (!asked) problems.push(`${operation} ended with ${end.exitCode} instead of ${exits.join(" or ")}`);
    problems.push(...(await bench.orphans()));
    if (fault !== "machine-deleted") problems.push(...(await bench.compare(stack)));
    else await bench.deployment(stack);
    return `${strike.what}; ${operation} ended with ${end.exitCode}`;
  }

  async #recover({ recovery, fault }: PlannedRun, stack: StackName, problems: string[]): Promise<void> {
    const bench = this.#bench;
    if (recovery === "up") {
      const { exitCode, isOverdue, output } = await bench.do("up", stack);
      if (isOverdue) problems.push("the next up did not end in time");
      else if (exitCode !== 0) problems.push(`the next up ended with ${exitCode}: ${reasonIn(output)}`);
      if (exitCode === 0) problems.push(...(await bench.compare(stack)));
    } else await this.#destroy(stack, FAULTS[fault].needsEdge === true ? [0, LEFT_OVER] : [0], problems);
  }

  async #destroy(stack: StackName, exits: readonly number[], problems: string[]): Promise<void> {
    const bench = this.#bench;
    let end = await bench.do("destroy", stack);
    if (NAMES_WHAT_MAY_EXIST.test(end.output)) {
      await bench.followAdvice(end.output);
      end = await bench.do("destroy", stack);
      // The advice's last step, which nothing is left for here.
      if (end.exitCode === LEFT_OVER && NAMES_WHAT_MAY_EXIST.test(end.output)) end = { ...end, exitCode: 0 };
    }
    if (end.isOverdue) problems.push("the next destroy did not end in time");
    else if (!exits.includes(end.exitCode))
      problems.push(`the next destroy ended with ${end.exitCode}: ${reasonIn(end.output)}`);
    problems.push(...(await bench.leftOver()), ...(await bench.orphans()));
    this.#up.delete(stack);
    if (stack === "faults-edge") await bench.closeEdge();
  }

  async #mustDestroy(stack: StackName): Promise<void> {
    const problems: string[] = [];
    await this.#destroy(stack, [0], problems);
    if (problems.length > 0) throw new Error(`before the fault: ${problems.join("; ")}`);
  }

  /** What a broken promise leaves is not the next fault's. */
  async #startAnew(): Promise<void> {
    this.#up.clear();
    this.#replicas = 1;
    await this.#bench.restart();
  }

  #write(isMeasured: boolean): void {
    this.#bench.writeStack({ replicas: this.#replicas, isMeasured });
  }
}

async function interruptAfter(running: RunningOperation, patienceMs: number): Promise<boolean> {
  await Promise.race([sleep(patienceMs), running.ended]);
  return !running.hasEnded && running.child.kill("SIGINT");
}

/** Destroy may leave something, if it says what. */
const isNamedLeftOver = ({ exitCode, output }: OperationEnd, operation: Operation): boolean =>
  operation === "destroy" && exitCode === LEFT_OVER && output.includes("left over after destroy:\n");

/** The line that tells most. */
function reasonIn(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return (lines.findLast((line) => /error|left over|failed/i.test(line)) ?? lines.at(-1) ?? "").slice(0, 200);
}
