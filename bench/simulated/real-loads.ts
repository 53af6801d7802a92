import { loadavg } from "node:os";
import { runLoad } from "../../loadgen/index.ts";
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

/** Runs each of the loads in turn, and prints every run that is not complete with what the server itself saw. */
export async function realRuns(runs: number, seconds: number, bars: Bars): Promise<void> {
  let invalid = 0;
  await serving({ file: "known-server.ts", args: ["short"] }, async ({ url, ask }) => {
    for (let run = 0; run < runs; run += 1) {
      const [title, spec] = LOADS[run % LOADS.length]!;
      const { result } = await runLoad({ ...spec, scenario: "get", target: url, durationMs: seconds * 1000 });
      const { responseMs } = await ask<{ responseMs: number[] }>();
      const ownP95Ms = responseMs[Math.ceil(0.95 * responseMs.length) - 1]!;
      const broken = rulesBroken(result);
      if (broken.length > 0) invalid += 1;
      const figures = `p95 ${result.overall.latencyMs.p95} ms, server ${ownP95Ms.toFixed(1)} ms`;
      const load = `load ${loadavg()[0]!.toFixed(1)}`;
      console.log(
        `        ${title}: ${result.status}, ${figures}, ${load}${broken.length > 0 ? `, ${broken.join(", ")}` : ""}`,
      );
    }
  });
  bars.add("real runs that are not complete", `${invalid} of ${runs}`, null);
}
