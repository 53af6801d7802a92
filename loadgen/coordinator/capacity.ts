import { peakOf } from "../schedule/curve.ts";
import type { Plan } from "../schedule/plan.ts";
import { RESERVED_FILES, type Limits } from "../worker/limits.ts";

export interface CapacityInput {
  plan: Plan;
  model: "closed" | "open";
  /** Mean pause of a user between requests; 0: none. */
  thinkMs: number;
  /** Mean round trip to the target; `null` if it does not answer. */
  roundTripMs: number | null;
  /** Requests per second of one worker against itself; `null` if it was not calibrated. */
  calibratedPerS: number | null;
  /** Of a machine for workers. */
  limits: Limits;
}

/** What it takes to send a load. */
export interface Capacity {
  users: number;
  /** At most so many requests per second; `null`: as many as responses come. */
  ratePerS: number | null;
  workers: number;
  /** Of each worker. */
  memoryMiB: number;
  /** What decides the number of workers. */
  limit: "CPU" | "local ports" | "open files";
}

/**
 * Share of what a worker reached against itself that is planned for. It answered the requests as well, but users with cookies,
 * checks and TLS cost more than those of the calibration, and latencies are only good far from the limit.
 */
export const PLANNED_SHARE = 0.5;

/** Of a worker, and of a user who thinks (bench/memory.ts). */
const WORKER_MIB = 190;
const USER_MIB = 10.1 / 1024;

/** Pure. One worker needs one core, and a machine of its own has its own ports. */
export function capacityOf({ plan, model, thinkMs, roundTripMs, calibratedPerS, limits }: CapacityInput): Capacity {
  const users = plan.peakUsers;
  const ratePerS = model === "open" ? peakOf(plan.level) : closedRate(users, thinkMs, roundTripMs);
  const needs = [
    { limit: "CPU" as const, workers: ratePerS === null ? 1 : ratePerS / (calibratedPerS ?? Infinity) / PLANNED_SHARE },
    { limit: "local ports" as const, workers: users / (limits.ports ?? Infinity) },
    { limit: "open files" as const, workers: users / ((limits.files ?? Infinity) - RESERVED_FILES) },
  ];
  const most = needs.reduce((one, other) => (other.workers > one.workers ? other : one));
  const workers = Math.max(1, Math.ceil(most.workers));
  return {
    users,
    ratePerS,
    workers,
    memoryMiB: Math.ceil(WORKER_MIB + (users / workers) * USER_MIB),
    limit: most.limit,
  };
}

/** A user sends no request before the answer to the last one, which takes a round trip or longer. */
function closedRate(users: number, thinkMs: number, roundTripMs: number | null): number | null {
  const cycleMs = thinkMs + (roundTripMs ?? 0);
  return thinkMs === 0 ? null : (1000 * users) / cycleMs;
}
