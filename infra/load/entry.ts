/** Asks the entry of the workload for a page, as the load will: a closed port costs a request, not a whole run. */
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../base/errors.ts";
import { InfraError } from "../errors.ts";
import { send } from "../kubernetes/http.ts";

/** For rules of proxies that are still being set. */
const TRIES = 5;
const PAUSE_MS = 2_000;
const TIMEOUT_MS = 5_000;

const FIREWALL =
  " If nothing answers, a firewall before the node may not admit this machine. For machines of the stack, its public address " +
  "must be in `access.adminCidrs` or `access.generatorCidrs`. In an existing cluster, open the port, set `workload.nodePort` to " +
  "one that is open, or send the load from pods (`load.from: cluster`).";

/**
 * @param machines of the stack; none: what answers is not the stack's
 * @throws {InfraError} WORKLOAD_NOT_READY if it does not answer this machine with a success or a redirect
 */
export async function askEntry(
  target: string,
  machines: readonly string[],
  sleep: (ms: number) => Promise<unknown> = delay,
): Promise<void> {
  const { origin, pathname, search } = new URL(target);
  let why = "";
  for (let tries = 1; tries <= TRIES; tries++) {
    try {
      const path = `${pathname}${search}`;
      const { status } = await send({ origin, path, timeoutMs: TIMEOUT_MS, code: "WORKLOAD_NOT_READY" });
      if (status < 400) return;
      why = `it answered with HTTP ${status}`;
      // Only a server that is starting is worth another try.
      if (status < 500) break;
    } catch (error) {
      why = messageOf(error);
    }
    if (tries < TRIES) await sleep(PAUSE_MS);
  }
  throw new InfraError(
    "WORKLOAD_NOT_READY",
    `The workload's entry ${target} does not serve this machine; no request of the load was sent: ${why}.` +
      (machines.length > 0 ? FIREWALL : ""),
  );
}
