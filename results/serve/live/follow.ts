/** A run while it is written: what is appended to its files, as it comes. */
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { jsonOf } from "../../../base/json.ts";
import { cellNames } from "../../archive/digests.ts";
import { readHead } from "../../archive/read-run.ts";
import { MAX_LINE_BYTES } from "../../archive/ndjson.ts";
import { RESULT_FILE, RUN_FILE, SECONDS_FILE, cellDir } from "../../archive/layout.ts";
import { recordedSecondSchema } from "../../schema/series.ts";
import type { RecordedSecond } from "../../schema/series.ts";

export type LiveEvent =
  | { event: "second"; cell: string; second: RecordedSecond }
  /** The cell was started again: earlier events of it are void. */
  | { event: "restart"; cell: string }
  | { event: "cell-closed"; cell: string }
  | { event: "problem"; cell: string; message: string }
  /** The last event: nothing is measured any more. */
  | { event: "run-closed" };

export interface FollowOptions {
  signal: AbortSignal;
  /** Default 500. */
  everyMs?: number;
}

/** Bytes that are read from a cell at once. */
const CHUNK_BYTES = 256 * 1024;

interface Tail {
  offset: number;
  rest: string;
  closed: boolean;
}

/**
 * Yields the events of each look at the files, from the beginning of the run on; none if nothing happened. Ends when the
 * run is closed or the signal is aborted.
 */
export async function* follow(run: string, { signal, everyMs = 500 }: FollowOptions): AsyncGenerator<LiveEvent[]> {
  const tails = new Map<string, Tail>();
  while (!signal.aborted) {
    const closed = await exists(join(run, RUN_FILE));
    let more = false;
    const events: LiveEvent[] = [];
    for (const cell of await cellNames(run)) {
      const tail = tails.get(cell) ?? { offset: 0, rest: "", closed: false };
      tails.set(cell, tail);
      const from = tail.offset;
      for await (const event of read(run, cell, tail)) events.push(event);
      more ||= tail.offset - from >= CHUNK_BYTES;
      if (!tail.closed && (await exists(join(cellDir(run, cell), RESULT_FILE)))) {
        tail.closed = true;
        events.push({ event: "cell-closed", cell });
      }
    }
    const hasClosed = !more && (closed || (await hasEnded(run, [...tails.values()])));
    if (hasClosed) events.push({ event: "run-closed" });
    yield events;
    if (hasClosed) return;
    if (more) continue;
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Plain `pulumi up` does not close a run, so only its plan says that no cell is missing. */
async function hasEnded(run: string, tails: readonly Tail[]): Promise<boolean> {
  if (tails.length === 0 || tails.some(({ closed }) => !closed)) return false;
  return ["complete", "partial", "invalid"].includes((await readHead(run)).status);
}

async function* read(run: string, cell: string, tail: Tail): AsyncGenerator<LiveEvent> {
  const chunk = await readFrom(join(cellDir(run, cell), SECONDS_FILE), tail.offset);
  if (chunk === "shorter") {
    Object.assign(tail, { offset: 0, rest: "", closed: false });
    yield { event: "restart", cell };
    return;
  }
  tail.offset += chunk.length;
  // Bytes as latin1 until a line is complete, because a chunk may end within a character.
  const lines = (tail.rest + chunk.toString("latin1")).split("\n");
  tail.rest = lines.pop() ?? "";
  if (tail.rest.length > MAX_LINE_BYTES) {
    // Drop the beginning of the line; its remainder is then reported as a line that cannot be read.
    tail.rest = "";
    yield { event: "problem", cell, message: `a line of its series has more than ${MAX_LINE_BYTES} bytes` };
  }
  for (const line of lines) {
    const parsed = recordedSecondSchema.safeParse(jsonOf(Buffer.from(line, "latin1").toString("utf8")));
    if (parsed.success) yield { event: "second", cell, second: parsed.data };
    else yield { event: "problem", cell, message: "a line of its series cannot be read" };
  }
}

async function readFrom(file: string, offset: number): Promise<Buffer | "shorter"> {
  try {
    await using handle = await open(file);
    if ((await handle.stat()).size < offset) return "shorter";
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return offset === 0 ? Buffer.alloc(0) : "shorter";
    throw error;
  }
}

const exists = async (file: string): Promise<boolean> => (await stat(file).catch(() => undefined)) !== undefined;
