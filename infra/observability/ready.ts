/** The look before the load: everything that the plan names runs and can be read. */
import { InfraError } from "../errors.ts";
import { Counters } from "./counters.ts";
import { scrapeLocal } from "./local-scraper.ts";
import type { MetricsSource } from "./source.ts";

const TIMEOUT_MS = 10_000;

/** @throws {InfraError} WORKLOAD_NOT_READY with everything that isn't */
export async function checkReady(source: MetricsSource): Promise<void> {
  const { problems, down } = await scrapeLocal(source, new Counters(), TIMEOUT_MS);
  const wrong = [...new Set([...problems, ...down.map((who) => `${who} does not run`)])];
  if (wrong.length === 0) return;
  const what = `${source.stack} is not ready for load; no request was sent:`;
  const advice = `\`stackmark up ${source.stack}\` makes anew what is gone.`;
  throw new InfraError("WORKLOAD_NOT_READY", [what, ...wrong.map((line) => `  - ${line}`), advice].join("\n"));
}
