import { counted } from "../../base/counted.ts";
import { number, quantity } from "../../base/format.ts";
import { PLANNED_SHARE } from "../coordinator/capacity.ts";
import type { LoadPlan } from "../coordinator/plan-load.ts";

/** Cores of machines that clouds offer; one core of each is left to its system. */
const MACHINE_CORES = [2, 4, 8];

/** A plan of a load in words. */
export function loadPlanText(plan: LoadPlan): string {
  const { users, ratePerS, workers, memoryMiB, limit, calibratedPerS, roundTripMs, thinkMs } = plan;
  const machines = MACHINE_CORES.map((cores) => {
    const each = cores - 1;
    const memory = quantity(Math.min(each, workers) * memoryMiB * 2 ** 20, "bytes");
    return `${counted(Math.ceil(workers / each), "machine")} of ${cores} cores and ${memory} free`;
  });
  const rate =
    ratePerS === null
      ? "They send as fast as responses come: without think times or a rate, no number of workers is enough or too many."
      : `They send at most ${quantity(ratePerS, "req/s")}.`;
  return [
    `${counted(users, "user")}${thinkMs > 0 ? `, who think for ${quantity(thinkMs, "ms")} on average` : ""}. ${rate}`,
    roundTripMs === null
      ? "The target does not answer: its round trip is left out."
      : `Round trip to the target: ${quantity(roundTripMs, "ms")}.`,
    `One worker on this machine reaches ${quantity(calibratedPerS, "req/s")} against itself; ${number(100 * PLANNED_SHARE)} % of that is planned for.`,
    `It takes ${counted(workers, "worker")} of one core and ${quantity(memoryMiB * 2 ** 20, "bytes")} each, because of ${limit}:`,
    ...machines.map((line) => `  ${line}`),
    "Cores are those of this machine: measure on a generator machine for its own.",
  ].join("\n");
}
