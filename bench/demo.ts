/**
 * Is every cell of the demo steady?
 *
 * `node bench/demo.ts [--runs 20] [--half-speed]` does what `npm start` does, so many times, each with an empty home. Bars:
 * every cell is complete and steady in at least 95 % of the runs, no node has used up its CPU quota, and each run takes at
 * most 120 s. With `--half-speed`, on a machine made half as fast, where that can be done; see bench/demo/slow-machine.ts.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../base/errors.ts";
import { END_SIGNALS } from "../base/signals.ts";
import { listRuns, readRun } from "../results/archive/index.ts";
import { isSaturated, readingsOf, type LevelReadings } from "../results/compare/index.ts";
import { fullSpeed, halfSpeed, type Machine } from "./demo/slow-machine.ts";
import { Bars } from "./load/bars.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "20" }, "half-speed": { type: "boolean", default: false } },
});
const STACKS = ["local", "local-wan"];
const LEAST_STEADY = 0.95;
const LONGEST_S = 120;

interface Demo {
  exitCode: number | null;
  seconds: number;
  /** By stack. */
  levels: Map<string, LevelReadings[]>;
}

async function runDemo(machine: Machine, stop: AbortSignal): Promise<Demo> {
  const home = mkdtempSync(join(tmpdir(), "demo-"));
  const main = join(import.meta.dirname, "../cli/main.mjs");
  const [command, ...args] = machine.wrap([process.execPath, main, "-C", machine.dir, "phases", ...STACKS]);
  const began = performance.now();
  // Of a session of its own, so that Ctrl-C reaches it once: from here.
  const child = spawn(command!, args, {
    env: { ...process.env, STACKMARK_HOME: home },
    stdio: "ignore",
    detached: true,
  });
  const interrupt = (): unknown => child.kill("SIGINT");
  stop.addEventListener("abort", interrupt);
  const [exitCode] = (await once(child, "exit")) as [number | null];
  stop.removeEventListener("abort", interrupt);
  const seconds = (performance.now() - began) / 1000;
  const levels = new Map<string, LevelReadings[]>();
  for (const { dir: run, stack } of await listRuns(join(home, "runs"))) {
    const { outputs } = await readRun(run);
    if (outputs && stack !== null) levels.set(stack, readingsOf(outputs));
  }
  rmSync(home, { recursive: true });
  return { exitCode, seconds, levels };
}

const cpuOf = ({ readings }: LevelReadings): number | null => readings.get("cpu-quota")?.value ?? null;
const isSteady = ({ cells }: LevelReadings): boolean =>
  cells.length > 0 && cells.every(({ status }) => status === "complete");

/** Such as `low ok 12 %  medium ok 30 %  high UNSTEADY 95 %`. */
const cellsText = (levels: readonly LevelReadings[]): string =>
  levels
    .map((level) => {
      const status = isSteady(level) ? "steady" : (level.cells[0]?.status ?? "missing").toUpperCase();
      const p50 = level.readings.get("p50")?.value;
      const reasons = isSteady(level) ? "" : ` (${level.cells.flatMap((cell) => cell.reasons).join("; ")})`;
      return `${level.level} ${status} ${Math.round(cpuOf(level) ?? NaN)} % CPU, p50 ${p50?.toFixed(1) ?? "–"}${reasons}`;
    })
    .join("; ");

function judge(demos: readonly Demo[]): void {
  const bars = new Bars();
  for (const stack of STACKS) {
    for (const { level } of demos.flatMap((demo) => demo.levels.get(stack) ?? []).slice(0, 3)) {
      const own = demos.map((demo) => demo.levels.get(stack)?.find((each) => each.level === level));
      const steady = own.filter((each) => each && isSteady(each)).length;
      const holds = steady >= LEAST_STEADY * demos.length;
      bars.add(`${stack} ${level} is steady`, `${steady} of ${demos.length}`, holds, `${100 * LEAST_STEADY} %`);
    }
  }
  const whole = demos.filter((demo) => STACKS.every((stack) => demo.levels.get(stack)?.every(isSteady)));
  bars.add(
    "all cells of a run are steady",
    `${whole.length} of ${demos.length}`,
    whole.length >= LEAST_STEADY * demos.length,
    "95 %",
  );
  const busiest = Math.max(
    ...demos.flatMap(({ levels }) => [...levels.values()].flat()).map((each) => cpuOf(each) ?? 0),
  );
  bars.add("CPU of the busiest node", `${Math.round(busiest)} % of its quota`, !isSaturated(busiest), "not saturated");
  const longest = Math.max(...demos.map(({ seconds }) => seconds));
  bars.add("longest run", `${longest.toFixed(0)} s`, longest <= LONGEST_S, `${LONGEST_S} s`);
  bars.add(
    "exit codes",
    [...new Set(demos.map(({ exitCode }) => exitCode))].join(", "),
    demos.every((demo) => demo.exitCode === 0),
    "0",
  );
  bars.end();
}

function machineOf(root: string): Machine {
  if (!values["half-speed"]) return fullSpeed(root);
  try {
    return halfSpeed(root);
  } catch (error) {
    const why = "This machine cannot be made slower, because its cgroups cannot be written";
    throw new Error(`${why}: ${messageOf(error)}`, { cause: error });
  }
}

// The demo removes what it started, and the machine gets its speed back.
const stopping = new AbortController();
for (const signal of END_SIGNALS) process.once(signal, () => stopping.abort());

using machine = machineOf(join(import.meta.dirname, ".."));
console.log(`${machine.speed}; ${values.runs} runs of ${STACKS.join(" and ")}`);
const demos: Demo[] = [];
for (let run = 1; run <= Number(values.runs); run += 1) {
  const demo = await runDemo(machine, stopping.signal);
  if (stopping.signal.aborted) break;
  demos.push(demo);
  console.log(`${run}: ${demo.seconds.toFixed(0)} s, exit code ${demo.exitCode}`);
  for (const stack of STACKS) console.log(`   ${stack.padEnd(10)} ${cellsText(demo.levels.get(stack) ?? [])}`);
}
if (stopping.signal.aborted) process.exitCode = 130;
else judge(demos);
