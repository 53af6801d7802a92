/** One fault: strikes an operation, and checks what was promised about it. */
import { readFileSync } from "node:fs";
import { messageOf } from "../../base/errors.ts";
import { Random } from "../../base/random.ts";
import { CommandLineWatch } from "../processes.ts";
import { mayExist, ownersScript, stillHeld } from "./advice.ts";
import type { Bench, StackName } from "./bench.ts";
import { exitsOf, FAILED, FAULTS, INTERRUPTED, INVALID, LEFT_OVER, type Operation } from "./catalog.ts";
import type { Amount, OperationEnd, RunningOperation } from "./operation.ts";
import type { Outcome } from "./outcomes.ts";
import { HASTY_PROGRESS, type PlannedRun } from "./plan.ts";
import { leaks, leftOver, orphans, stateProblems } from "./proofs.ts";
import { NOBODY, Scene, type Strike } from "./scene.ts";
import { EDGE } from "./stack.ts";
import { STRIKES } from "./strikes.ts";
import { creating, type Expected } from "./truth.ts";

/** What operations take, or print. */
const USUAL: Record<Operation, Amount> = {
  create: { lines: 180 },
  change: { ms: 20_000 },
  run: { ms: 50_000 },
  destroy: { ms: 15_000 },
};
/** Of a stack whose create was interrupted. */
const HASTY_DESTROY: Amount = { ms: 8000 };
/** The clouds' pace for a hasty operator, who waits for them most of the time. */
const HASTY_PACE = 0.5;
/** Clocks of files are coarser than this process's. */
const FILE_CLOCK_MS = 1000;
/** Of providers, about what they are to create. */
const EXISTS = /already ?exist|still in use|operation \(install\/upgrade\/rollback\) is in progress/i;
const COMMANDS = { create: "up", change: "up", run: "run", destroy: "destroy" } as const;

type Struck = Pick<Outcome, "what" | "hasStruck" | "exitCode">;

export class FaultRunner {
  readonly #bench: Bench;
  readonly #up = new Set<StackName>();
  /** What the faults so far left different in the clouds from the state of the stack that is up. */
  #expected: Expected = {};
  #replicas = 1;
  #running: RunningOperation | undefined;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  async run(planned: PlannedRun): Promise<Outcome> {
    const [began, sinceMs] = [performance.now(), Date.now() - FILE_CLOCK_MS];
    if (this.#up.size === 0) this.#bench.secrets.clear();
    using commandLines = new CommandLineWatch();
    const problems: string[] = [];
    let struck: Struck = { what: "", hasStruck: false, exitCode: null };
    try {
      const stack = FAULTS[planned.fault].needsEdge === true ? "faults-edge" : "faults";
      await this.#prepare(planned, stack);
      struck = await this.#strike(planned, stack, problems);
      struck.what += await this.#recover(planned, stack, problems);
      problems.push(...leaks(this.#bench, commandLines.seen, sinceMs));
    } catch (error) {
      problems.push(`the run itself failed: ${messageOf(error)}`);
    }
    if (problems.length > 0) await this.#startAnew();
    return { ...struck, problems, durationMs: performance.now() - began };
  }

  /** Ends with nothing in the clouds. @returns problems */
  async finish(): Promise<string[]> {
    const problems: string[] = [];
    for (const stack of [...this.#up]) await this.#destroy(stack, problems);
    return problems;
  }

  async #prepare({ operation, fault, isHasty }: PlannedRun, stack: StackName): Promise<void> {
    for (const other of [...this.#up]) if (other !== stack || operation === "create") await this.#mustDestroy(other);
    if (operation === "create") return this.#write(false);
    if (!this.#up.has(stack)) {
      if (FAULTS[fault].needsEdge === true) await this.#bench.openEdge();
      else this.#write(false);
      await this.#bringUp(stack, isHasty);
      this.#up.add(stack);
    }
    if (operation === "change") this.#replicas = 3 - this.#replicas;
    if (stack === "faults") this.#write(operation === "run");
  }

  /** @param isHasty only the clouds' part of it */
  async #bringUp(stack: StackName, isHasty: boolean): Promise<void> {
    if (isHasty) {
      this.#running = await this.#bench.begin("up", stack, HASTY_PACE);
      await this.#running.until(HASTY_PROGRESS, USUAL.create);
      this.#running.signal("SIGINT");
      await this.#running.ended;
      return;
    }
    const { exitCode } = await this.#bench.do("up", stack);
    if (exitCode !== 0) throw new Error(`the stack did not come up before the fault (exit code ${exitCode})`);
  }

  async #strike(planned: PlannedRun, stack: StackName, problems: string[]): Promise<Struck> {
    const { fault, operation, progress, delayMs, seed, isHasty, patienceMs } = planned;
    const bench = this.#bench;
    const { dir, lab, console, namespace } = bench;
    const edge = stack === "faults-edge" ? EDGE.name : null;
    const parts = { dir, lab, console, namespace, random: new Random(seed, 0), edge };
    const isEarlier = FAULTS[fault].isEarlier === true;
    const usual = isHasty && operation === "destroy" ? HASTY_DESTROY : USUAL[operation];
    const begin = async () => (this.#running = await bench.begin(COMMANDS[operation], stack, isHasty ? HASTY_PACE : 1));
    let strike: Strike;
    let running: RunningOperation;
    if (isEarlier) {
      strike = await STRIKES[fault](new Scene(parts));
      running = await begin();
    } else {
      running = await begin();
      await running.until(progress, usual);
      await running.within(delayMs);
      strike = await STRIKES[fault](new Scene(parts, running));
    }
    this.#up.add(stack);
    if (fault === "machine-deleted" && strike.what !== NOBODY) this.#expected.hasLostMachine = true;
    if (fault === "machine-half-created") this.#expected.isHalfCreated = true;
    if (isHasty && isEarlier) await running.until(HASTY_PROGRESS, usual);
    const wasInterrupted = operation !== "destroy" && (await interruptAfter(running, patienceMs));
    const end = await running.ended;
    await strike.heal?.();
    const exits = [...exitsOf(fault, operation), ...(wasInterrupted ? [INTERRUPTED] : [])];
    if (end.isOverdue) problems.push(`${operation} did not end in time`);
    else if (!exits.includes(end.exitCode) && !isNamedLeftOver(end, operation))
      problems.push(
        `${operation} ended with ${end.exitCode} instead of ${exits.join(" or ")}: ${reasonIn(end.output)}`,
      );
    problems.push(...(await orphans(bench)));
    problems.push(...(await this.#stateProblems(stack, operation === "destroy")));
    if (edge !== null) problems.push(...(await this.#cureEdge(end.output)));
    const hasStruck = strike.what !== NOBODY && strike.sign?.test(end.output) !== false;
    return { what: hasStruck ? strike.what : NOBODY, hasStruck, exitCode: end.exitCode };
  }

  /** @returns what else was needed; empty: nothing */
  async #recover({ operation, recovery }: PlannedRun, stack: StackName, problems: string[]): Promise<string> {
    if (recovery === "leave") return "";
    const isUnsure = creating(await this.#bench.deployment(stack)).length > 0;
    const next = recovery === "up" ? await this.#bench.do("up", stack) : undefined;
    if (next === undefined || (isUnsure && next.exitCode === FAILED && EXISTS.test(next.output))) {
      await this.#destroy(stack, problems);
      return next === undefined
        ? ""
        : `; up found what was being created (${reasonIn(next.output)}), and destroy ended it`;
    }
    // A load that this machine was too busy for is no promise.
    const isFine = next.exitCode === 0 || (operation === "run" && next.exitCode === INVALID);
    if (next.isOverdue) problems.push("the next up did not end in time");
    else if (!isFine) problems.push(`the next up ended with ${next.exitCode}: ${reasonIn(next.output)}`);
    else problems.push(...(await this.#stateProblems(stack, false)));
    return "";
  }

  #stateProblems = (stack: StackName, isDestroyed: boolean): Promise<string[]> =>
    stateProblems(this.#bench, stack, { ...this.#expected, isDestroyed });

  /** What the owner of a machine that was gone is told to do, does it. */
  async #cureEdge(output: string): Promise<string[]> {
    const script = ownersScript(output);
    if (script === undefined) return ["destroy names no script for the owner of the machine that is gone"];
    const left = await this.#bench.cureEdge(readFileSync(script, "utf8"));
    return left === "" ? [] : [`the owner's script left ${left}`];
  }

  async #destroy(stack: StackName, problems: string[]): Promise<void> {
    const bench = this.#bench;
    let end = await bench.do("destroy", stack);
    if (mayExist(end.output).length + stillHeld(end.output).length > 0) {
      await bench.followAdvice(end.output);
      end = await bench.do("destroy", stack);
      // The advice's last step, which nothing is left for here.
      if (end.exitCode === LEFT_OVER && mayExist(end.output).length > 0) end = { ...end, exitCode: 0 };
    }
    if (end.isOverdue) problems.push("the next destroy did not end in time");
    else if (end.exitCode !== 0) problems.push(`the next destroy ended with ${end.exitCode}: ${reasonIn(end.output)}`);
    problems.push(...(await leftOver(bench)), ...(await orphans(bench)));
    this.#up.delete(stack);
    this.#expected = {};
    if (stack === "faults-edge") await bench.closeEdge();
  }

  async #mustDestroy(stack: StackName): Promise<void> {
    const problems: string[] = [];
    await this.#destroy(stack, problems);
    if (problems.length > 0) throw new Error(`before the fault: ${problems.join("; ")}`);
  }

  /** What a broken promise leaves is not the next fault's. */
  async #startAnew(): Promise<void> {
    this.#running?.signal("SIGKILL");
    this.#up.clear();
    this.#expected = {};
    this.#replicas = 1;
    await this.#bench.restart();
  }

  #write(isMeasured: boolean): void {
    this.#bench.writeStack({ replicas: this.#replicas, isMeasured });
  }
}

async function interruptAfter(running: RunningOperation, patienceMs: number): Promise<boolean> {
  await running.within(patienceMs);
  return running.signal("SIGINT");
}

/** Destroy may leave something, if it says what. */
const isNamedLeftOver = ({ exitCode, output }: OperationEnd, operation: Operation): boolean =>
  operation === "destroy" && exitCode === LEFT_OVER && output.includes("left over after destroy:\n");

/** The line that tells most. */
function reasonIn(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return (lines.findLast((line) => /error|left over|failed/i.test(line)) ?? lines.at(-1) ?? "").slice(0, 200);
}
