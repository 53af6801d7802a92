import { realClock } from "../../loadgen/clock.ts";
import { cpuUs } from "../../loadgen/measure/health.ts";
import type { WorkerSecond } from "../../loadgen/measure/second.ts";
import type { Scenario } from "../../loadgen/scenario/scenario.ts";
import { parseSpec, type LoadSpec } from "../../loadgen/schema/spec.ts";
import { transportOf } from "../../loadgen/transport/create.ts";
import { startRun } from "../../loadgen/worker/run.ts";

/** Runs one worker's part of a load in this process, from `startUs` on. */
export async function runHere(
  input: LoadSpec,
  scenario: Scenario,
  startUs: number,
  emit: (second: WorkerSecond) => void,
): Promise<void> {
  const spec = parseSpec(input);
  const transport = await transportOf(spec, {});
  try {
    const share = { index: 0, count: 1 };
    await startRun({ spec, share, scenario, clock: realClock, transport, startUs, health: () => null, cpuUs, emit })
      .done;
  } finally {
    transport.close();
  }
}
