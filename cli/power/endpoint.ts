/** Waits until the workload of a resumed stack answers again. */
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../base/errors.ts";

export interface EndpointState {
  isUp: boolean;
  afterMs: number;
  /** Of the last attempt. */
  problem?: string;
}

export interface EndpointTools {
  fetch: typeof fetch;
  nowMs: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

const LIMIT_MS = 10 * 60_000;
const PAUSE_MS = 2000;
const ATTEMPT_MS = 5000;

const realTools: EndpointTools = { fetch, nowMs: () => performance.now(), sleep };

export async function awaitEndpoint(url: string, tools: EndpointTools = realTools): Promise<EndpointState> {
  const began = tools.nowMs();
  for (;;) {
    const problem = await tools.fetch(url, { signal: AbortSignal.timeout(ATTEMPT_MS) }).then(
      ({ status }) => (status < 500 ? undefined : `status ${status}`),
      (error: unknown) => messageOf(error),
    );
    const afterMs = tools.nowMs() - began;
    if (problem === undefined) return { isUp: true, afterMs };
    if (afterMs >= LIMIT_MS) return { isUp: false, afterMs, problem };
    await tools.sleep(PAUSE_MS);
  }
}
