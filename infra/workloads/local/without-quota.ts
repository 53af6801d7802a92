/** The rehearsal is no part of what is measured: it gets all CPUs, so that it is over in seconds on the smallest node. */
import { z } from "zod";
import { ask, type Control } from "../../hosts/local/control.ts";

const ANSWER_TIMEOUT_MS = 10_000;

/** The nodes' quotas hold again after `atMostMs`, even where this program is killed in between. */
export async function withoutCpuQuota(
  nodes: readonly Control[],
  atMostMs: number,
  task: () => Promise<void>,
): Promise<void> {
  const lift = (durationMs: number) =>
    Promise.all(
      nodes.map((node) => {
        const request = { method: "PUT", path: "/lift", body: { durationMs }, timeoutMs: ANSWER_TIMEOUT_MS } as const;
        return ask(node, request, z.unknown());
      }),
    );
  await lift(atMostMs);
  try {
    await task();
  } finally {
    await lift(0);
  }
}
