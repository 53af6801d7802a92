/** The workers of loads from other machines or from pods: where each was, and what the load cost its machine. */
import { NONE, number, quantity } from "../../../../base/format.ts";
import type { RoundTrips } from "@stackmark/loadgen/schema";
import type { Content } from "../markup.ts";
import type { ReportRun } from "../model.ts";
import { dataTable } from "../table.ts";

/** `null` if all loads came from this machine. */
export function pool(runs: readonly ReportRun[]): Content {
  const workers = runs.flatMap(({ label, cells }) =>
    cells.flatMap(({ output }) =>
      (output?.result.generator?.pool ?? []).map((worker, index) => ({ label, cell: output!.cell, index, ...worker })),
    ),
  );
  if (workers.length === 0) return null;
  return dataTable({
    caption: "Workers of the load",
    columns: [
      { text: "worker" },
      { text: "cell" },
      { text: "stack" },
      { text: "place" },
      { text: "round trip before: p50, p90", number: true },
      { text: "after: p50, p90", number: true },
      { text: "clock known to", number: true },
      { text: "stream lost", number: true },
      { text: "requests", number: true },
      { text: "CPU of its machine", number: true },
      { text: "steal", number: true },
      { text: "network in, out", number: true },
    ],
    rows: workers.map((worker) => ({
      group: worker.index === 0,
      cells: [
        worker.name,
        worker.cell,
        worker.label,
        [worker.machine, worker.zone ?? worker.region].filter((part) => part !== undefined).join(", ") || NONE,
        roundTrips(worker.rttMs.before),
        roundTrips(worker.rttMs.after),
        `± ${quantity(worker.clock.boundMs, "ms")}`,
        number(worker.reattached),
        number(worker.requests),
        quantity(worker.machineCpuPct, "%"),
        quantity(worker.stealPct, "%"),
        `${quantity(worker.networkInBytesPerS, "bytes/s")}, ${quantity(worker.networkOutBytesPerS, "bytes/s")}`,
      ],
    })),
  });
}

const roundTrips = (times: RoundTrips | null): string =>
  times === null ? NONE : `${quantity(times.p50 ?? null, "ms")}, ${quantity(times.p90 ?? null, "ms")}`;
