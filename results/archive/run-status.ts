/** What became of a run and of its cells without a result, and what to do next. Pure. */
import type { CellOutput } from "../schema/outputs.ts";
import { isName } from "./layout.ts";

/**
 * - `running`: a cell of it is being measured
 * - `complete`: every cell has a complete result
 * - `partial`: it ended, but not every cell has a complete result, for example because its load was stopped
 * - `interrupted`: the program that measured it ended before every cell had a result
 * - `invalid`: it ended, and the result of at least one cell is invalid
 */
export type RunStatus = "running" | "complete" | "partial" | "interrupted" | "invalid";

export interface RunState {
  /** `run.json` is up to date. Plain `pulumi up` does not write it, so its absence says nothing about the cells. */
  isClosed: boolean;
  /** A process that measured a cell of it still runs. */
  isBeingMeasured: boolean;
  /** Statuses of the results of all cells that were planned or started; `null` for a cell without a result. */
  cells: readonly (CellOutput["result"]["status"] | null)[];
  /** Whether `cells` has all cells of the plan. */
  isPlanKnown: boolean;
}

export function runStatus({ isClosed, isBeingMeasured, cells, isPlanKnown }: RunState): RunStatus {
  const areAllComplete = cells.length > 0 && cells.every((status) => status === "complete");
  if (isBeingMeasured && !areAllComplete) return "running";
  if (!isClosed && (!isPlanKnown || cells.includes(null))) return "interrupted";
  if (cells.includes("invalid")) return "invalid";
  return areAllComplete || (isClosed && cells.length === 0) ? "complete" : "partial";
}

/**
 * Why a cell has no result, as a status.
 * @param wasStarted it was sent requests
 */
export function missingResult(run: RunStatus, isBeingMeasured: boolean, wasStarted: boolean): string {
  if (isBeingMeasured) return "running";
  if (wasStarted) return "interrupted";
  if (run === "running") return "not run yet";
  return run === "interrupted" ? "not run: interrupted" : "not run: stopped";
}

interface NamedRun {
  runId: string;
  /** `null` if it was not recorded. */
  stack: string | null;
  status: RunStatus | "unreadable";
  isImported: boolean;
  /** Only its load is known: `stackmark ab` measured a URL. Default `false`. */
  isOfUrl?: boolean;
}

/**
 * What to do next with a run, as a sentence without a full stop.
 * @param isShown the causes of invalid cells are directly above it
 */
export function nextStep(
  { runId, stack, status, isImported, isOfUrl = false }: NamedRun,
  { isShown = false } = {},
): string {
  const name = stack ?? "STACK";
  // Pooled runs share a description instead of an id.
  const run = isName(runId) ? runId : "RUN";
  const cause = isShown ? "the cause shown above" : `the cause that \`stackmark results show ${run}\` shows`;
  switch (status) {
    case "running":
      if (isOfUrl)
        return "`stackmark serve` follows it; Ctrl-C in the terminal of `stackmark ab` ends it and keeps its results";
      return `\`stackmark serve\` follows it; \`stackmark stop ${name}\` ends it and keeps its results`;
    case "complete":
      return `\`stackmark report ${run}\` shows it; \`stackmark diff OTHER ${run}\` compares it`;
    case "partial":
    case "interrupted":
      if (isImported) return "import the whole file under another run id";
      if (isOfUrl) return "`stackmark diff` compares what it has; `stackmark ab` measures both URLs again";
      return `\`stackmark up ${name}\` measures what is missing while the stack is up; \`stackmark run ${name}\` measures all of it again`;
    case "invalid":
      if (isImported) return "at least one cell is not evidence: import a run of a healthy load generator";
      if (isOfUrl) return `at least one cell is not evidence: remove ${cause}, then \`stackmark ab\``;
      return `at least one cell is not evidence: remove ${cause}, then \`stackmark run ${name}\``;
    case "unreadable":
      return `copy it again if it was copied; \`stackmark results rm ${run} --yes\` deletes it`;
  }
}
