/** The events of a cell, with their times since the start of its load. */
import type { ClusterEvent } from "../../schema/outputs.ts";
import type { ReportCell } from "./model.ts";

export interface CellEvent extends ClusterEvent {
  atS: number;
  /** The workload lost something by it. */
  isBad: boolean;
}

const BAD: readonly ClusterEvent["kind"][] = ["oom-kill", "eviction", "node-not-ready"];

export function eventsOf({ output }: ReportCell): CellEvent[] {
  const startedAt = Date.parse(output?.result.startedAt ?? "");
  if (Number.isNaN(startedAt)) return [];
  return (output?.metrics?.events ?? []).map((event) => {
    return { ...event, atS: Math.round((Date.parse(event.at) - startedAt) / 1000), isBad: BAD.includes(event.kind) };
  });
}
