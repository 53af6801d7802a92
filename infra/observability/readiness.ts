/** Checks before the load: everything that is measured runs and can be scraped. */
import { formatDuration } from "../../base/duration.ts";
import { InfraError } from "../errors.ts";
import { Counters } from "./local/sample.ts";
import { scrapeLocal } from "./local/scrape.ts";
import { awaitTargets, type AwaitTools } from "./prometheus/await-targets.ts";
import type { LocalSource, MetricsSource, PrometheusSource } from "./source.ts";

const TIMEOUT_MS = 10_000;

/** @throws {InfraError} WORKLOAD_NOT_READY with every problem; a cluster that is starting gets minutes before */
export async function checkReady(source: MetricsSource, tools: Partial<AwaitTools> = {}): Promise<void> {
  if (source.kind === "local") await checkLocal(source);
  if (source.kind === "prometheus") await checkPrometheus(source, tools);
}

async function checkPrometheus(source: PrometheusSource, tools: Partial<AwaitTools>): Promise<void> {
  const { problems, waitedMs } = await awaitTargets(source, tools);
  if (problems.length === 0) return;
  const head = `The cluster is not ready for load after ${formatDuration(waitedMs)}; no request was sent:`;
  const lines = [head, ...problems.map((line) => `  - ${line}`)];
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
