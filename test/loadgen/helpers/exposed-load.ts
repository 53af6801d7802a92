import { SecondAssembler } from "../../../loadgen/coordinator/seconds.ts";
import { Exposition } from "../../../loadgen/report/exposition.ts";
import { virtualRun } from "./virtual-run.ts";

/** A load on a virtual clock, as Prometheus would see it at its end. */
export async function exposedLoad(): Promise<{ exposition: Exposition; sent: number }> {
  const { clock, transport, seconds } = virtualRun({
    spec: { users: 20, spawnRatePerS: 20, durationMs: 20_000 },
    answer: ({ path }, atUs) => ({
      latencyUs: 1000 + (atUs % 300_000),
      ...(path === "/cart" ? { head: "HTTP/1.1 503 Busy" } : {}),
    }),
  });
  await clock.advanceTo(30e6);
  const [exposition, assembler] = [new Exposition(), new SecondAssembler(1, new Date(0))];
  for (const part of seconds) for (const merged of assembler.add(0, part) || []) exposition.add(merged);
  return { exposition, sent: transport.requests.length };
}
