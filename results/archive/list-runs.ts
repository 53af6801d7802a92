/** What the archive holds, in short: each run's own words about itself, without reading its cells. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { ResultsError } from "../errors.ts";
import { ioError } from "./json.ts";
import { isName } from "./names.ts";
import { readHead } from "./read-run.ts";
import type { RunStatus } from "./read-run.ts";

/** One line of a listing; a run that cannot be read is listed with why. */
export interface RunSummary {
  runId: string;
  dir: string;
  stack: string | null;
  status: RunStatus | "unreadable";
  startedAt: string | null;
  cells: number;
  problem: string | null;
}

/** All runs below `runsDir`, newest first, those without a start last. An archive that doesn't exist yet has none. */
export async function listRuns(runsDir: string): Promise<RunSummary[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw ioError("read", runsDir, cause);
  });
  const names = entries.filter((entry) => entry.isDirectory() && isName(entry.name)).map(({ name }) => name);
  const runs: RunSummary[] = [];
  for (const name of names) runs.push(await summarise(join(runsDir, name)));
  return runs.sort((a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? "") || a.runId.localeCompare(b.runId));
}

async function summarise(dir: string): Promise<RunSummary> {
  const runId = basename(dir);
  try {
    const { run, started, names, status } = await readHead(dir);
    const stack = run?.stack ?? started?.stack ?? null;
    return { runId, dir, stack, status, startedAt: started?.startedAt ?? null, cells: names.length, problem: null };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { runId, dir, stack: null, status: "unreadable", startedAt: null, cells: 0, problem: error.message };
  }
}
