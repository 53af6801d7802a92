/** Checks before the load: everything that is measured runs and can be scraped. */
import { InfraError } from "../errors.ts";
import { Counters } from "./local/sample.ts";
import { scrapeLocal } from "./local/scrape.ts";
import { targetProblems } from "./prometheus/targets.ts";
import type { LocalSource, MetricsSource, PrometheusSource } from "./source.ts";

const TIMEOUT_MS = 10_000;

/** @throws {InfraError} WORKLOAD_NOT_READY with every problem */
export async function checkReady(source: MetricsSource): Promise<void> {
  if (source.kind === "local") await checkLocal(source);
  else await checkPrometheus(source);
}

async function checkPrometheus(source: PrometheusSource): Promise<void> {
  const wrong = await targetProblems(source);
  if (wrong.length === 0) return;
  const lines = ["The cluster is not ready for load; no request was sent:", ...wrong.map((line) => `  - ${line}`)];
  throw new InfraError("WORKLOAD_NOT_READY", [...lines, "The measurement would be invalid without these."].join("\n"));
}

async function checkLocal(source: LocalSource): Promise<void> {
  const { problems, down } = await scrapeLocal(source, new Counters(), TIMEOUT_MS);
  const wrong = [...new Set([...problems, ...down.map((who) => `${who} does not run`)])];
  if (wrong.length === 0) return;
  const what = `${source.stack} is not ready for load; no request was sent:`;
  const advice = `\`stackmark up ${source.stack}\` recreates what is missing.`;
  throw new InfraError("WORKLOAD_NOT_READY", [what, ...wrong.map((line) => `  - ${line}`), advice].join("\n"));
}
