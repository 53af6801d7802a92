import { loadavg } from "node:os";
import { MARGINS } from "../../loadgen/coordinator/result/margins.ts";
import { QUANTILES } from "../../loadgen/histogram/percentiles.ts";
import { runLoad } from "../../loadgen/index.ts";
import type { Latency } from "../../loadgen/schema/cell.ts";
import type { Bars } from "../load/bars.ts";
import { serving } from "../load/serving.ts";
import { rulesBroken } from "./rules.ts";

/** Loads as users start them first, against a server that answers in 5 to 15 ms. */
const LOADS: readonly [title: string, spec: Record<string, unknown>][] = [
  ["--rate 200", { model: "open", ratePerS: 200 }],
  ["--rate 100", { model: "open", ratePerS: 100 }],
  ["--rate 20", { model: "open", ratePerS: 20 }],
  ["--rate 200 --arrivals poisson", { model: "open", ratePerS: 200, arrivals: "poisson" }],
  ["--users 10", { model: "closed", users: 10, spawnRatePerS: 10 }],
  [
    "--users 20 --think 100ms",
    { model: "closed", users: 20, spawnRatePerS: 20, thinkTime: { kind: "constant", ms: 100 } },
  ],
];

/**
 * Runs each of the loads in turn, and prints every run with what the server itself recorded. An invalid run has a true
 * cause if a percentile is above the server's by more than its margin, or if the generator stood still for too long.
 */
export async function realRuns(runs: number, seconds: number, bars: Bars): Promise<void> {
  let invalid = 0;
  let withoutCause = 0;
  const loads: number[] = [];
  await serving({ file: "known-server.ts", args: ["short"] }, async ({ url, ask }) => {
    for (let run = 0; run < runs; run += 1) {
      const [title, spec] = LOADS[run % LOADS.length]!;
      const { result } = await runLoad({ ...spec, scenario: "get", target: url, durationMs: seconds * 1000 });
      const { responseMs } = await ask<{ responseMs: number[] }>();
      const broken = rulesBroken(result);
      const apart = beyondMargin(result.overall.latencyMs, responseMs);
      if (broken.length > 0) invalid += 1;
      if (broken.length > 0 && apart.length === 0 && !broken.includes("paused")) withoutCause += 1;
      loads.push(loadavg()[0]!);
      const parts = [`load ${loads.at(-1)!.toFixed(1)}`, title, result.status, ...broken, ...apart];
      console.log(`        ${parts.join(", ")}`);
    }
  });
  const load = `load ${Math.min(...loads).toFixed(1)}–${Math.max(...loads).toFixed(1)}`;
  bars.add("invalid runs", `${invalid} of ${runs}, ${load}`, null);
  bars.add("invalid runs without a true cause", `${withoutCause} of ${runs}`, withoutCause === 0, "0");
}

/** Reported percentiles that are above those of the server's record by more than their margin, in words. */
function beyondMargin(reported: Latency, sortedMs: readonly number[]): string[] {
  return (Object.keys(MARGINS.latency) as (keyof typeof MARGINS.latency)[]).flatMap((name) => {
    const ownMs = sortedMs[Math.ceil(QUANTILES[name] * sortedMs.length) - 1]!;
    const reportedMs = reported[name];
    if (reportedMs === null || reportedMs - ownMs <= MARGINS.latency[name] * ownMs) return [];
    return [`${name} ${reportedMs.toFixed(1)} ms for ${ownMs.toFixed(1)} ms`];
  });
}
