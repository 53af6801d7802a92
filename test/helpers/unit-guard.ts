/**
 * Preloaded into the unit tests (`--require`): fails a file whose tests start a process, or wait for a real timer of more
 * than {@link LONGEST_WAIT_MS}. Such tests belong in `X.system.test.ts`. Deadlines that do not pass are allowed.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";
import { root } from "./imports.ts";

const LONGEST_WAIT_MS = 4;
const FRAMES = 4;

const require = createRequire(import.meta.url);
/** What runs: a test, or `undefined` while files load. A timer that an earlier test left behind delays nobody. */
let running: Mocha.Test | undefined;
const violations: string[] = [];

function record(what: string, stack: string): string {
  const own = stack.split("\n").filter((line) => line.includes(root) && !/node_modules|helpers\/unit-guard/.test(line));
  const text = [`${running?.fullTitle() ?? "The file"} ${what}`, ...own.slice(0, FRAMES)].join("\n");
  violations.push(text);
  return text;
}

const stackHere = (): string => new Error().stack ?? "";

function guardProcesses(): void {
  const childProcess = require("node:child_process") as Record<string, (...args: unknown[]) => unknown> & {
    ChildProcess: { prototype: { spawn: (options: { file: string }) => unknown } };
  };
  const refuse = (command: unknown): never => {
    throw new Error(record(`starts ${String(command)}`, stackHere()));
  };
  childProcess.ChildProcess.prototype.spawn = ({ file }) => refuse(file);
  for (const name of ["spawnSync", "execSync", "execFileSync"]) childProcess[name] = refuse;
}

/** Of undici, which checks all its timeouts about twice a second: nobody waits for a single tick. */
const isBackground = (stack: string): boolean => stack.includes("FastTimer");

function guardTimers(): void {
  const timers = require("node:timers") as Record<string, unknown>;
  const promises = require("node:timers/promises") as Record<string, unknown>;
  const waited = (ms: number, test: Mocha.Test | undefined, stack: string): void => {
    if (test === running && !isBackground(stack)) record(`waits ${ms} ms`, stack);
  };
  for (const name of ["setTimeout", "setInterval"] as const) {
    const real = globalThis[name] as (action: (...args: unknown[]) => void, ms?: number, ...rest: unknown[]) => unknown;
    const guarded = (action: (...args: unknown[]) => void, ms = 0, ...rest: unknown[]): unknown => {
      if (!(ms > LONGEST_WAIT_MS)) return real(action, ms, ...rest);
      const [test, stack] = [running, stackHere()];
      const guardedAction = (...args: unknown[]): void => {
        waited(ms, test, stack);
        action(...args);
      };
      return real(guardedAction, ms, ...rest);
    };
    timers[name] = (globalThis as Record<string, unknown>)[name] = guarded;
  }
  const real = promises.setTimeout as (ms?: number, ...rest: unknown[]) => Promise<unknown>;
  promises.setTimeout = async (ms = 0, ...rest: unknown[]): Promise<unknown> => {
    const [test, stack] = [running, stackHere()];
    const value = await real(ms, ...rest);
    if (ms > LONGEST_WAIT_MS) waited(ms, test, stack);
    return value;
  };
  Object.defineProperty(globalThis.setTimeout, promisify.custom, { value: promises.setTimeout });
}

/** With `--parallel`, the first process only starts the workers that run the tests. */
const runsTests = process.env.MOCHA_WORKER_ID !== undefined || !process.argv.includes("--parallel");
if (runsTests) {
  guardProcesses();
  guardTimers();
  syncBuiltinESMExports();
}

export const mochaHooks = {
  beforeEach(this: Mocha.Context) {
    running = this.currentTest;
  },
  // A failure of `afterEach` would stop the run at the first violation.
  afterAll() {
    running = undefined;
    const found = violations.splice(0).join("\n");
    if (found !== "")
      throw new Error(`Unit tests neither start processes nor wait; name the file X.system.test.ts.\n${found}`);
  },
};
