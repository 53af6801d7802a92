import { loadScenario } from "../scenario/load.ts";
import { scenarioOf } from "../scenario/find.ts";
import { planOf } from "../schedule/plan.ts";
import { parseSpec } from "../schema/spec.ts";
import { readLimits } from "../worker/limits.ts";
import { reachFrom } from "../transport/reach.ts";
import { capacityOf, type Capacity } from "./capacity.ts";
import { prepareWorker } from "./prepare-worker.ts";
import { thinkMsOf } from "./run-load.ts";
import { linkTo } from "./worker-link.ts";
import { startWorkerProcess } from "./worker-process.ts";

export interface LoadPlan extends Capacity {
  thinkMs: number;
  calibratedPerS: number | null;
  roundTripMs: number | null;
}

/** Long enough for code to be warm. */
const CALIBRATION_MS = 2000;

/**
 * What a load would take: measures what one worker on this machine can send, and round trips to the target. Sends no request
 * to the target.
 * @param input a `LoadSpec`
 * @throws LoadError as `runLoad` does before it sends anything
 */
export async function planLoad(input: unknown): Promise<LoadPlan> {
  const spec = { ...parseSpec(input), workers: 1, calibrationMs: CALIBRATION_MS };
  const scenario = await loadScenario(scenarioOf(spec));
  const { addresses, rttMs } = await reachFrom(spec);
  const link = linkTo(startWorkerProcess("driven", "1 of 1"));
  try {
    const { calibration } = await prepareWorker(link, { spec, share: { index: 0, count: 1 }, addresses });
    const known = {
      thinkMs: spec.model === "closed" ? thinkMsOf(spec, scenario) : 0,
      roundTripMs: rttMs?.mean ?? null,
      calibratedPerS: calibration.perS,
    };
    const limits = readLimits();
    return { ...known, ...capacityOf({ plan: planOf(spec), model: spec.model, limits, ...known }) };
  } finally {
    link.kill();
    await link.ended;
  }
}
