/** One direction between two sites: when its packets arrive, or that they do not. */

export interface PathSettings {
  delayMs: number;
  /** Varies the delay uniformly by ± this, without changing the order of packets. */
  jitterMs: number;
  /** Part of the packets that are lost, 0 to 1. */
  loss: number;
  /** `null`: unlimited. */
  bandwidthMbitPerS: number | null;
  /** How long a packet may wait for the bandwidth before it is dropped. */
  queueMs: number;
  /** Of the narrowest link, in bytes. */
  mtu: number;
  /** Whether senders of packets that are too large are told, as RFC 1191 asks. */
  tellsTooLarge: boolean;
  /** Nothing passes. */
  isCut: boolean;
}

export const PERFECT_PATH: PathSettings = {
  delayMs: 0,
  jitterMs: 0,
  loss: 0,
  bandwidthMbitPerS: null,
  queueMs: 200,
  mtu: 1500,
  tellsTooLarge: true,
  isCut: false,
};

/** RFC 791: every link carries as much. */
const LEAST_MTU = 68;

/** Why no path can have these settings; none if one can. */
export function pathProblems(settings: PathSettings): string[] {
  const { delayMs, jitterMs, loss, bandwidthMbitPerS, queueMs, mtu } = settings;
  const problems = Object.entries({ delayMs, jitterMs, queueMs })
    .filter(([, value]) => !(value >= 0 && value < Infinity))
    .map(([name, value]) => `${name} is ${value}, but must be 0 or more`);
  if (!(loss >= 0 && loss <= 1)) problems.push(`loss is ${loss}, but must be from 0 to 1`);
  if (bandwidthMbitPerS !== null && !(bandwidthMbitPerS > 0))
    problems.push(`bandwidthMbitPerS is ${bandwidthMbitPerS}, but must be more than 0, or null`);
  if (!Number.isInteger(mtu) || mtu < LEAST_MTU) problems.push(`mtu is ${mtu}, but must be ${LEAST_MTU} or more`);
  return problems;
}

export interface PathCounts {
  packets: number;
  bytes: number;
  lost: number;
  /** Dropped because the queue was full. */
  overflowed: number;
  /** Not forwarded because they were too large. */
  tooLarge: number;
  cut: number;
}

export class Path {
  settings: PathSettings;
  readonly counts: PathCounts = { packets: 0, bytes: 0, lost: 0, overflowed: 0, tooLarge: 0, cut: 0 };
  readonly #random: () => number;
  /** When the narrowest link has sent everything that was accepted so far. */
  #freeAtMs = 0;
  #lastArrivalMs = 0;

  /** @param random uniform in [0, 1) */
  constructor(settings: PathSettings, random: () => number) {
    this.settings = settings;
    this.#random = random;
  }

  /** @returns when a packet of that size arrives; `undefined` if it does not */
  send(nowMs: number, bytes: number): number | undefined {
    const { delayMs, jitterMs, loss, bandwidthMbitPerS, queueMs, isCut } = this.settings;
    this.counts.packets += 1;
    this.counts.bytes += bytes;
    if (isCut) return this.#drop("cut");
    if (loss > 0 && this.#random() < loss) return this.#drop("lost");
    const startMs = Math.max(nowMs, this.#freeAtMs);
    if (startMs - nowMs > queueMs) return this.#drop("overflowed");
    this.#freeAtMs = startMs + (bandwidthMbitPerS === null ? 0 : (bytes * 8) / (bandwidthMbitPerS * 1000));
    const jitter = jitterMs === 0 ? 0 : jitterMs * (2 * this.#random() - 1);
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, this.#freeAtMs + Math.max(0, delayMs + jitter));
    return this.#lastArrivalMs;
  }

  #drop(why: "cut" | "lost" | "overflowed"): undefined {
    this.counts[why] += 1;
    return undefined;
  }
}
