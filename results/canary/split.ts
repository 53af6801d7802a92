/** How users were divided between the stable version and its canary. */
import type { CanaryPlan } from "../schema/canary.ts";
import type { CellOutput } from "../schema/outputs.ts";
import { wilson, type Interval } from "../statistics/index.ts";

const CONFIDENCE = 0.95;

export interface Split {
  /** What was divided. */
  unit: CanaryPlan["unit"];
  stable: number;
  canary: number;
  /** Requests that ended without anything that tells which version they went to. */
  unknown: number;
  /** Of the canary, 0–1, with its 95 % interval (Wilson); `null` if nothing was divided. */
  share: { value: number; interval: Interval } | null;
  /** The share that its mechanism is to give it; `null` if no plan says. */
  planned: number | null;
  /**
   * Share of the canary's pods of the bytes that the pods of both versions received, 0–1. It has no interval: bytes are no
   * trials. `null` without a plan, or if they were not measured.
   */
  ofTraffic: number | null;
  /** Whether the interval has the planned share; `null` without either. */
  isAsPlanned: boolean | null;
}

/**
 * Over all cells, with their warm-ups, because users are divided as soon as they connect. Where whole connections are divided,
 * requests on one of them are no independent evidence: each connection counts once.
 *
 * @param plan without it, connections count, which are the fewer
 */
export function splitOf(cells: readonly CellOutput[], plan: CanaryPlan | undefined): Split {
  const unit = plan?.unit ?? "connections";
  const sum = (version: string, of: "connections" | "responses"): number =>
    cells.reduce(
      (all, { result: { versions = [] } }) => all + (versions.find(({ name }) => name === version)?.[of] ?? 0),
      0,
    );
  const counted = unit === "connections" ? "connections" : "responses";
  const [stable, canary] = [sum("stable", counted), sum("canary", counted)];
  const all = stable + canary;
  const share = all === 0 ? null : { value: canary / all, interval: wilson(canary, all, CONFIDENCE) };
  const planned = plan?.share ?? null;
  const isAsPlanned =
    share === null || planned === null ? null : share.interval.low <= planned && planned <= share.interval.high;
  const unknown = sum("unknown", "responses");
  return {
    unit,
    stable,
    canary,
    unknown,
    share,
    planned,
    ofTraffic: plan ? trafficShare(cells, plan) : null,
    isAsPlanned,
  };
}

/** Over the cells in which the bytes of both versions are known. */
function trafficShare(cells: readonly CellOutput[], { service, deployment }: CanaryPlan): number | null {
  let [ofStable, ofCanary] = [0, 0];
  for (const { metrics } of cells) {
    const received = (name: string): number | null =>
      metrics?.services.find((each) => each.name === name)?.networkInBytes.total ?? null;
    const [stable, canary] = [received(service), received(deployment)];
    if (stable === null || canary === null) continue;
    ofStable += stable;
    ofCanary += canary;
  }
  return ofStable + ofCanary === 0 ? null : ofCanary / (ofStable + ofCanary);
}
