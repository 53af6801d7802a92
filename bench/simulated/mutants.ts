import type { Random } from "../../base/random.ts";
import { MARGINS } from "../../loadgen/coordinator/result/margins.ts";
import { TIMER_GRAIN_MS } from "../../loadgen/measure/stalls.ts";
import type { CellResult } from "../../loadgen/schema/cell.ts";
import type { Faults, SimulatedLoad } from "./loads.ts";

/** A fault of the accounting or of the generator, of a size that matters: beyond the margins that the rules state. */
export interface Mutant {
  name: string;
  /** Loads that it applies to; default: all. */
  appliesTo?(load: SimulatedLoad): boolean;
  faultsOf(load: SimulatedLoad, random: Random): Faults;
}

const SATURATED = "a saturated event loop";

/** Whether the result says that something is wrong; without think time, a saturated generator gets a label instead. */
export function isFound({ name }: Mutant, { status, generator }: CellResult): boolean {
  return status === "invalid" || (name === SATURATED && generator.maxRate === true);
}

/** Covers a share of the load's time, in blocks of these lengths. */
function blocks(load: SimulatedLoad, random: Random, share: number, lengthsMs: [number, number], running: boolean) {
  const all: { fromMs: number; untilMs: number; running: boolean }[] = [];
  for (let atMs = 500; atMs < 500 + load.durationMs;) {
    const lengthMs = random.between(...lengthsMs);
    const gapMs = lengthMs / share - lengthMs;
    all.push({ fromMs: atMs + gapMs / 2, untilMs: atMs + gapMs / 2 + lengthMs, running });
    atMs += lengthMs + gapMs;
  }
  return all;
}

/** CPU time per action at which the demand exceeds one core, by as much as it takes to move latencies beyond their margin. */
function saturatingCostUs({ model, ratePerS, serviceMs, thinkMs, durationMs }: SimulatedLoad): number {
  // Each end of a request is an action of its own; a busy event loop starts many requests in one.
  const coreUs = 1e6 / ratePerS;
  const matters = 4 * Math.max(TIMER_GRAIN_MS, MARGINS.latency.p99 * serviceMs);
  const cycleMs = model === "open" ? durationMs / 4 : serviceMs + thinkMs;
  return coreUs * (1.3 + matters / cycleMs);
}

export const MUTANTS: readonly Mutant[] = [
  {
    name: "lost completions",
    faultsOf: () => ({ end: (end, sample, number) => void (number % 200 === 0 || end(sample)) }),
  },
  {
    name: "doubled completions",
    faultsOf: () => ({
      end: (end, sample, number) => {
        end(sample);
        if (number % 200 === 0) end(sample);
      },
    }),
  },
  {
    name: "shifted times",
    faultsOf({ serviceMs }, random) {
      const byUs = 1000 * Math.max(MARGINS.floorMs, MARGINS.latency.p50 * serviceMs) * random.pick([-1, 1]);
      const of = random.pick(["startUs", "endUs"] as const);
      return { end: (end, sample) => end({ ...sample, [of]: Math.round(sample[of] + byUs) }) };
    },
  },
  {
    name: "a frozen process",
    faultsOf({ durationMs }, random) {
      const lengthMs = random.between(1.2, 5) * MARGINS.rate * durationMs;
      const fromMs = 500 + random.between(0, durationMs - lengthMs);
      return { blocks: [{ fromMs, untilMs: fromMs + lengthMs, running: false }] };
    },
  },
  {
    name: "a throttled process",
    faultsOf: (load, random) => ({ blocks: blocks(load, random, random.between(0.6, 0.9), [60, 90], false) }),
  },
  {
    name: "a blocked event loop",
    faultsOf: (load, random) => ({ blocks: blocks(load, random, random.between(0.08, 0.3), [60, 150], true) }),
  },
  {
    name: SATURATED,
    // One user or a few wait for each other's actions too little to queue.
    appliesTo: ({ model, users }) => model === "open" || users >= 5,
    faultsOf: (load) => ({ costUs: saturatingCostUs(load) }),
  },
];
