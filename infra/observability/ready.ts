/** The look before the load: everything that the plan names runs and can be read. */
import { InfraError } from "../errors.ts";
import type { PrometheusSource } from "./kubernetes/source.ts";
import { Counters } from "./counters.ts";
import { scrapeLocal } from "./local-scraper.ts";
import { targetProblems } from "./kubernetes/target-problems.ts";
import type { AnySource, MetricsSource } from "./source.ts";

const TIMEOUT_MS = 10_000;

/** @throws {InfraError} WORKLOAD_NOT_READY with everything that isn't */
export async function checkReady(source: AnySource): Promise<void> {
  if (source.kind === "local") await checkLocal(source);
  else await checkTargets(source);
}

/** Prometheus has just been started, perhaps: it gets some intervals to have asked each target once. */
async function checkTargets(source: PrometheusSource): Promise<void> {
  const wrong = await targetProblems(source);
  if (wrong.length === 0) return;
  const lines = ["The cluster is not ready for load; no request was sent:", ...wrong.map((line) => `  - ${line}`)];
  throw new InfraError(
    "WORKLOAD_NOT_READY",
    [...lines, "A measurement without these would count for nothing."].join("\n"),
  );
}

async function checkLocal(source: MetricsSource): Promise<void> {
  const { problems, down } = await scrapeLocal(source, new Counters(), TIMEOUT_MS);
  const wrong = [...new Set([...problems, ...down.map((who) => `${who} does not run`)])];
  if (wrong.length === 0) return;
  const what = `${source.stack} is not ready for load; no request was sent:`;
  const advice = `\`stackmark up ${source.stack}\` makes anew what is gone.`;
  throw new InfraError("WORKLOAD_NOT_READY", [what, ...wrong.map((line) => `  - ${line}`), advice].join("\n"));
}
