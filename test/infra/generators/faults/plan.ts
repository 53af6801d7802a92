/** The faults of a seed. Pure. */
import { Random } from "../../../../base/random.ts";

export const FAULTS = ["cut", "break", "slow", "pause", "kill"] as const;

export interface Fault {
  /**
   * `cut`: the machine's link is down; `break`: its connections are reset; `slow`: they are reset, and new ones are slow;
   * `pause`: its processes stand still; `kill`: its worker dies.
   */
  fault: (typeof FAULTS)[number];
  /** Index of the machine. */
  machine: number;
  /** After the load's first second. */
  atMs: number;
  /** For so long a link is down or slow, or a machine stands still. */
  forMs: number;
}

/** Every machine waits longer than that for its coordinator, and the coordinator for it. */
const LONGEST_MS = 12_000;
/** Before the end of the load. */
const LATEST_MS = 6000;

/**
 * One to three faults in the order of their times. The first kinds of five seeds in sequence differ.
 * @param machines number of machines
 */
export function faultsOf(seed: number, machines: number): Fault[] {
  const random = new Random(seed, 0);
  return Array.from({ length: random.integer(1, 3) }, (_, index) => ({
    fault: index === 0 ? FAULTS[seed % FAULTS.length]! : random.pick(FAULTS),
    machine: random.integer(0, machines - 1),
    atMs: random.integer(500, LATEST_MS),
    forMs: random.integer(200, LONGEST_MS),
  })).sort((one, other) => one.atMs - other.atMs);
}
