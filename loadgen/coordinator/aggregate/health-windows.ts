import { type HealthSample, TAIL_SECONDS } from "../../measure/second.ts";
import { WINDOW_SECONDS, Recurrence } from "./recurrence.ts";

/** A worker's health over the measured part: sums, and figures of its windows of five seconds. */
export interface Health {
  elapsedMs: number;
  cpuMs: number;
  /** Time that the event loop was busy. */
  busyMs: number;
  loopDelayP99Ms: number;
  /** Loop delay p99 in ms of windows in which the event loop or core was nearly always busy; 0 for other windows. */
  saturated: Recurrence;
  /** 1 for a window above the limit, else 0; so in `stolen`. */
  collecting: Recurrence;
  stolen: Recurrence;
}

/** Loop delays up to this are always tolerated. */
export const MIN_LOOP_DELAY_MS = 10;

interface Sample extends HealthSample {
  second: number;
}

/** Folds the workers' health into windows, so that memory does not grow with the load's duration. */
export class HealthWindows {
  readonly #fromSecond: number;
  readonly #toSecond: number;
  readonly #workers = new Map<number, { health: Health; recent: Sample[] }>();

  /** Seconds outside the measured part are ignored. */
  constructor({ fromSecond, toSecond }: { fromSecond: number; toSecond: number }) {
    this.#fromSecond = fromSecond;
    this.#toSecond = toSecond;
  }

  /** Each worker's seconds come in order. */
  add(worker: number, second: number, sample: HealthSample): void {
    if (second < this.#fromSecond || second >= this.#toSecond) return;
    let known = this.#workers.get(worker);
    if (known === undefined) {
      known = { health: noHealth(), recent: [] };
      this.#workers.set(worker, known);
    }
    const { health, recent } = known;
    recent.push({ ...sample, second });
    // The remainder at the end belongs to the last window, so that window stays open, together with the tail.
    if (recent.length < 2 * WINDOW_SECONDS + TAIL_SECONDS) return;
    known.health = withWindows(health, [recent.splice(0, WINDOW_SECONDS)]);
  }

  /** @param toSecond end of the load, if before the end of the measured part */
  of(worker: number, toSecond: number): Health {
    const { health, recent } = this.#workers.get(worker) ?? { health: noHealth(), recent: [] };
    return withWindows(health, windowsOf(recent.filter(({ second }) => second < toSecond)));
  }
}

function noHealth(): Health {
  const windows = {
    saturated: new Recurrence(MIN_LOOP_DELAY_MS),
    collecting: new Recurrence(0),
    stolen: new Recurrence(0),
  };
  return { elapsedMs: 0, cpuMs: 0, busyMs: 0, loopDelayP99Ms: 0, ...windows };
}

type Window = readonly HealthSample[];

function withWindows(health: Health, windows: readonly Window[]): Health {
  const samples = windows.flat();
  if (samples.length === 0) return health;
  const sum = (of: (sample: HealthSample) => number) => samples.reduce((total, sample) => total + of(sample), 0);
  return {
    elapsedMs: health.elapsedMs + sum(({ elapsedMs }) => elapsedMs),
    cpuMs: health.cpuMs + sum(({ cpuMs }) => cpuMs),
    busyMs: health.busyMs + sum(busyMs),
    loopDelayP99Ms: Math.max(health.loopDelayP99Ms, ...samples.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
    saturated: health.saturated.plus(windows.map(saturation)),
    collecting: health.collecting.plus(windows.map((window) => Number(isCollecting(window)))),
    stolen: health.stolen.plus(windows.map((window) => Number(isStolen(window)))),
  };
}

/** Windows of five seconds; the remainder belongs to the last one. */
function windowsOf(samples: readonly Sample[]): Sample[][] {
  const count = Math.max(Math.min(1, samples.length), Math.floor(samples.length / WINDOW_SECONDS));
  return Array.from({ length: count }, (_, index) =>
    samples.slice(index * WINDOW_SECONDS, index + 1 === count ? undefined : (index + 1) * WINDOW_SECONDS),
  );
}

function saturation(window: Window): number {
  const cpuMs = (sample: HealthSample) => sample.cpuMs;
  if (share(window, busyMs) <= 0.85 && share(window, cpuMs) <= 0.9) return 0;
  return Math.max(...window.map(({ loopDelayP99Ms }) => loopDelayP99Ms));
}

/** Garbage collection took over 5 % of the window, or one pause over 50 ms. */
function isCollecting(window: Window): boolean {
  return share(window, ({ gcMs }) => gcMs) > 0.05 || window.some(({ longestGcMs }) => longestGcMs > 50);
}

function isStolen(window: Window): boolean {
  const known = window.flatMap(({ steal }) => (steal === null ? [] : [steal]));
  return known.reduce((sum, steal) => sum + steal, 0) / Math.max(1, known.length) > 0.05;
}

function busyMs({ eventLoopUtilisation, elapsedMs }: HealthSample): number {
  return eventLoopUtilisation * elapsedMs;
}

function share(window: Window, of: (sample: HealthSample) => number): number {
  const elapsedMs = window.reduce((sum, sample) => sum + sample.elapsedMs, 0);
  return elapsedMs === 0 ? 0 : window.reduce((sum, sample) => sum + of(sample), 0) / elapsedMs;
}
