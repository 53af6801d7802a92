/** Looks at a workload until it is as it should be, and meanwhile probes whether it serves. */
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import type { Deployment, Pod, Workloads } from "../../kubernetes/workloads.ts";
import type { Clock } from "./clock.ts";
import { ProbeRecord, type Probe, type ProbeCounts } from "./probes.ts";

export interface Look {
  deployments: Deployment[];
  pods: Pod[];
}

export interface WatchTools {
  workloads: Workloads;
  clock: Clock;
  probe?: Probe;
}

export interface Watched {
  /** What was seen last. */
  look: Look;
  /** When it was as it should be. */
  at: number;
  probes: ProbeCounts;
}

const POLL_MS = 250;

export async function lookAt(workloads: Workloads): Promise<Look> {
  const [deployments, pods] = await Promise.all([workloads.deployments(), workloads.pods()]);
  return { deployments, pods };
}

/**
 * @param what for whoever reads the error: "the frontend moves to edge-node"
 * @param missing what is not yet as it should be, in words; empty: done
 * @throws {InfraError} ROLLOUT_FAILED after `timeoutMs`, with what was missing last
 */
export async function watchUntil(
  what: string,
  missing: (look: Look) => string[],
  { workloads, clock, probe }: WatchTools,
  timeoutMs: number,
): Promise<Watched> {
  const began = clock.now();
  const record = new ProbeRecord();
  let last: string[] = ["nothing was seen yet"];
  const probeOnce = async (): Promise<void> => {
    if (!probe) return;
    const sentAt = clock.now();
    record.add(await probe(), sentAt, clock.now());
  };
  const lookOnce = async (): Promise<Omit<Watched, "probes"> | null> => {
    try {
      const look = await lookAt(workloads);
      last = missing(look);
      return last.length === 0 ? { look, at: clock.now() } : null;
    } catch (error) {
      // An API server that is busy for a moment must not end a roll-out that goes on.
      last = [messageOf(error)];
      return null;
    }
  };
  for (;;) {
    const [seen] = await Promise.all([lookOnce(), probeOnce()]);
    if (seen) return { ...seen, probes: record.counts };
    if (clock.now() - began >= timeoutMs) break;
    await clock.sleep(POLL_MS);
  }
  const lines = [`After ${timeoutMs} ms ${what} was not done:`, ...last.map((line) => `  - ${line}`)];
  throw new InfraError("ROLLOUT_FAILED", lines.join("\n"));
}
