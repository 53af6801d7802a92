import type { PoolWorker } from "../../schema/vantage.ts";
import { roundTripsOf } from "../../transport/reach.ts";
import type { Aggregate } from "../aggregate/aggregate.ts";
import type { ReadyWorker } from "../prepare-worker.ts";
import { clockOf } from "./generator.ts";

export interface PoolInput {
  workers: readonly ReadyWorker[];
  roundTripsAfterMs: readonly (readonly number[] | undefined)[];
  aggregate: Aggregate;
}

/**
 * Each worker of a load from other machines or from pods: where it was, and what the load cost its machine.
 * @param toSecond end of the load, if before the end of the measured part
 */
export function poolOf({ workers, roundTripsAfterMs, aggregate }: PoolInput, toSecond: number): PoolWorker[] {
  return workers.map((worker, index) => {
    const { elapsedMs, cpuMs, stolenMs, machine } = aggregate.health.of(index, toSecond);
    const { requests, failures, bytes } = aggregate.ofWorker(index);
    const share = (ms: number) => (elapsedMs === 0 ? null : (100 * ms) / elapsedMs);
    const perS = (bytes: number) => (machine === null ? null : (1000 * bytes) / elapsedMs);
    return {
      ...worker.link.place,
      rttMs: { before: roundTripsOf(worker.roundTripsMs), after: roundTripsOf(roundTripsAfterMs[index] ?? []) },
      clock: clockOf(worker),
      reattached: worker.link.reattached,
      ...{ requests, failures, bytes },
      cpuPctOfCore: share(cpuMs),
      machineCpuPct: machine === null ? null : share(machine.busyMs),
      stealPct: share(stolenMs),
      networkInBytesPerS: perS(machine?.inBytes ?? 0),
      networkOutBytesPerS: perS(machine?.outBytes ?? 0),
      calibratedPerS: worker.calibration.perS,
    };
  });
}

/**
 * The workers of a cell that was measured in two parts, by their names.
 * @param mean of a figure of both parts
 */
export function mergePools(
  a: readonly PoolWorker[],
  b: readonly PoolWorker[],
  mean: (x: number | null, y: number | null) => number | null,
): PoolWorker[] {
  return b.map((later) => {
    const earlier = a.find(({ name }) => name === later.name);
    if (earlier === undefined) return later;
    return {
      ...later,
      rttMs: { before: earlier.rttMs.before, after: later.rttMs.after },
      reattached: earlier.reattached + later.reattached,
      requests: earlier.requests + later.requests,
      failures: earlier.failures + later.failures,
      bytes: earlier.bytes + later.bytes,
      cpuPctOfCore: mean(earlier.cpuPctOfCore, later.cpuPctOfCore),
      machineCpuPct: mean(earlier.machineCpuPct, later.machineCpuPct),
      stealPct: mean(earlier.stealPct, later.stealPct),
      networkInBytesPerS: mean(earlier.networkInBytesPerS, later.networkInBytesPerS),
      networkOutBytesPerS: mean(earlier.networkOutBytesPerS, later.networkOutBytesPerS),
    };
  });
}
