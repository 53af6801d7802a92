import { type HealthSample, TAIL_SECONDS } from "../../measure/second.ts";

/** Health of one worker over the measured part. */
export interface Health {
  elapsedMs: number;
  cpuMs: number;
  /** Time that the event loop was busy. */
  busyMs: number;
  gcMs: number;
  suspendedMs: number;
  /** Time of the machine that its host took away; of the samples that state it. */
  stolenMs: number;
  /** Of the worst second. */
  loopDelayP99Ms: number;
  /** Of the worker's whole machine: time that its CPUs were busy, on average; `null` where the system does not state it. */
  machine: { busyMs: number; inBytes: number; outBytes: number } | null;
}

interface Sample extends HealthSample {
  second: number;
}

/** Sums the workers' health; the last seconds are kept apart, as they may turn out to lie after the load's end. */
export class HealthSums {
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
    known.recent.push({ ...sample, second });
    const past = known.recent.splice(0, Math.max(0, known.recent.length - TAIL_SECONDS));
    for (const each of past) addSample(known.health, each);
  }

  /** @param toSecond end of the load, if before the end of the measured part */
  of(worker: number, toSecond: number): Health {
    const known = this.#workers.get(worker);
    const health = structuredClone(known?.health ?? noHealth());
    for (const each of known?.recent ?? []) if (each.second < toSecond) addSample(health, each);
    return health;
  }
}

function noHealth(): Health {
  return { elapsedMs: 0, cpuMs: 0, busyMs: 0, gcMs: 0, suspendedMs: 0, stolenMs: 0, loopDelayP99Ms: 0, machine: null };
}

function addSample(into: Health, sample: HealthSample): void {
  into.elapsedMs += sample.elapsedMs;
  into.cpuMs += sample.cpuMs;
  into.busyMs += sample.eventLoopUtilisation * sample.elapsedMs;
  into.gcMs += sample.gcMs;
  into.suspendedMs += sample.suspendedMs;
  into.stolenMs += (sample.steal ?? 0) * sample.elapsedMs;
  into.loopDelayP99Ms = Math.max(into.loopDelayP99Ms, sample.loopDelayP99Ms);
  if (sample.machine === null) return;
  const machine = (into.machine ??= { busyMs: 0, inBytes: 0, outBytes: 0 });
  machine.busyMs += sample.machine.busy * sample.elapsedMs;
  machine.inBytes += sample.machine.inBytes;
  machine.outBytes += sample.machine.outBytes;
}
