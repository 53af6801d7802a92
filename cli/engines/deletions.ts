/** When a destroy deleted which resource, to the second, as the engine's events say. */
import { readFile } from "node:fs/promises";
import type { EngineEvent } from "@stackmark/engine";

/** Times of day in milliseconds at which deletions ended, by URN. */
export type DeletionTimes = ReadonlyMap<string, number>;

/** The URN and the time, if a deletion ended with this event. */
export function deletionIn(event: EngineEvent): [urn: string, atMs: number] | undefined {
  if (!("resOutputsEvent" in event)) return undefined;
  const { op, urn } = event.resOutputsEvent.metadata;
  return op === "delete" ? [urn, 1000 * event.timestamp] : undefined;
}

/**
 * From an event log of the Pulumi CLI.
 *
 * @returns `undefined` if there is no such file, or a line of it is something else
 */
export async function deletionsIn(file: string): Promise<DeletionTimes | undefined> {
  try {
    const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
    const deletions = lines.map((line) => deletionIn(JSON.parse(line) as EngineEvent));
    return new Map(deletions.filter((each) => each !== undefined));
  } catch {
    return undefined;
  }
}
