import { setTimeout as delay } from "node:timers/promises";
import { causeOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";

const ANSWER_TIMEOUT_MS = 30_000;

/**
 * Polls the page that users enter at, redirects included.
 * @throws {InfraError} WORKLOAD_NOT_READY with the last answer
 */
export async function waitUntilServing(endpoint: string): Promise<void> {
  const deadline = performance.now() + ANSWER_TIMEOUT_MS;
  for (;;) {
    const seen = await frontPage(endpoint);
    if (seen === "served") return;
    if (performance.now() > deadline)
      throw new InfraError("WORKLOAD_NOT_READY", `${endpoint} did not answer within 30 s; last: ${seen}`);
    await delay(100);
  }
}

async function frontPage(endpoint: string): Promise<string> {
  try {
    const answer = await fetch(endpoint, { signal: AbortSignal.timeout(5_000), headers: { connection: "close" } });
    await answer.arrayBuffer();
    return answer.ok ? "served" : `HTTP ${answer.status}`;
  } catch (error) {
    return causeOf(error);
  }
}
