/** Reads runs of the archive, whatever became of them. */
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { isProvablyAlive } from "../../base/process-identity.ts";
import { ResultsError } from "../errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { begunSchema, cellFileSchema, runSchema, startedSchema } from "../schema/run.ts";
import type { CellBegun, PlanFile, RunFile, Started } from "../schema/run.ts";
import { cellNames, checkDigests, digestedPart } from "./digests.ts";
import { ifExists, readDigested, readJson } from "./json.ts";
import { BEGUN_FILE, RESULT_FILE, RUN_FILE, STARTED_FILE, cellDir, isName, runDir } from "./layout.ts";
import { outputsSoFar, readPlan } from "./planned-run.ts";
import { readCell } from "./read-cell.ts";
import type { ArchivedCell } from "./read-cell.ts";
import { missingResult, runStatus, type RunStatus } from "./run-status.ts";

export interface ArchivedRun {
  dir: string;
  runId: string;
  /** `null` if it was not recorded. */
  stack: string | null;
  status: RunStatus;
  /** Given when the run was closed; empty without `run.json`. */
  labels: Labels;
  /** Without `run.json`: the plan and the cells that have a result, or `null` if no plan was recorded. */
  outputs: StackOutputs | null;
  /** Of `run.json` without its labels, as the stack outputs have it; absent without an up-to-date one. */
  digest?: string;
  /** In the order in which they run; those without a result include cells that never ran. */
  cells: ArchivedCell[];
  isImported: boolean;
  /** As in `RunHead`. Default `false`. */
  isOfUrl?: boolean;
  /** What is missing, in words; empty for a complete run. */
  problems: string[];
}

/**
 * Reads a run by its folder, or by its id in `runsDir`. Checks every digest of a run that has `run.json`.
 * @throws {ResultsError} RESULTS_NOT_FOUND, RESULTS_DIGEST, and as `readCell`
 */
export async function readRun(idOrDir: string, runsDir?: string): Promise<ArchivedRun> {
  const dir = await findRun(idOrDir, runsDir);
  const { run, digest, started, plan, names, measuring, status, isImported, isOfUrl } = await readHead(dir);
  if (run) await checkDigests(dir, run.manifest);
  const cells: ArchivedCell[] = [];
  for (const name of names) cells.push(await readCell(cellDir(dir, name), name));
  const order = ({ cell, output, begun }: ArchivedCell) =>
    (output ?? begun)?.order ?? orderIn(plan, cell) ?? Number.MAX_SAFE_INTEGER;
  for (const cell of plan?.cells ?? []) if (!names.includes(cell)) cells.push(neverOpened(cell));
  for (const cell of cells)
    if (!cell.output) cell.missing = missingResult(status, measuring.has(cell.cell), cell.seconds.length > 0);
  cells.sort((a, b) => order(a) - order(b) || a.cell.localeCompare(b.cell));
  return {
    dir,
    runId: run?.runId ?? started?.runId ?? basename(dir),
    stack: run?.stack ?? started?.stack ?? null,
    status,
    labels: run?.labels ?? {},
    outputs: run?.outputs ?? (plan ? outputsSoFar(plan, cells, status) : null),
    digest,
    cells,
    isImported,
    isOfUrl,
    problems: cells.flatMap(({ cell, missing, problems }) =>
      [...(missing === null ? [] : [missing]), ...problems].map((problem) => `${cell}: ${problem}`),
    ),
  };
}

function orderIn(plan: PlanFile | undefined, cell: string): number | undefined {
  const index = plan?.cells?.indexOf(cell) ?? -1;
  return index === -1 ? undefined : index;
}

const neverOpened = (cell: string): ArchivedCell => ({
  cell,
  output: null,
  missing: null,
  seconds: [],
  metrics: [],
  histograms: null,
  problems: [],
});

export interface RunHead {
  /** Absent also if a cell was measured again since the run was closed: the next command closes it again. */
  run?: RunFile;
  /** Of `run`. */
  digest?: string;
  started?: Started;
  plan?: PlanFile;
  /** The cells that have a result. */
  load: CellOutput[];
  /** Names of the cells that have a folder. */
  names: string[];
  /** Names of all cells: those that have a folder or a result, and those of the plan. */
  cells: Set<string>;
  /** Names of cells without a complete result that a process still measures. */
  measuring: Set<string>;
  status: RunStatus;
  isImported: boolean;
  /** `stackmark ab` measured a URL: the run has neither a topology nor another tool's file. */
  isOfUrl: boolean;
}

/** Reads what the status of a run follows from, and checks no digest. */
export async function readHead(dir: string): Promise<RunHead> {
  const file = await ifExists(readDigested(join(dir, RUN_FILE), runSchema, digestedPart));
  const closed = file?.value;
  const started = await ifExists(readJson(join(dir, STARTED_FILE), startedSchema));
  if (!closed && !started) {
    const message = `${dir} is not a run: it has neither ${RUN_FILE} nor ${STARTED_FILE}`;
    throw new ResultsError("RESULTS_FOREIGN_FILE", message);
  }
  const [plan, names] = [await readPlan(dir), await cellNames(dir)];
  const isWhole = closed !== undefined && names.every((name) => isComplete(closed.outputs, name));
  const begun = isWhole ? [] : await begunCells(dir, names);
  const run = closed && begun.every(({ begunAt }) => begunAt <= closed.closedAt) ? closed : undefined;
  const load = run ? run.outputs.load : await resultsOf(dir, names);
  // A level that left the stack file is not in the outputs, and has its result all the same.
  const others = run ? names.filter((name) => !load.some(({ cell }) => cell === name)) : [];
  const all = [...load, ...(await resultsOf(dir, others))];
  const results = new Map(all.map(({ cell, result }) => [cell, result.status]));
  const cells = new Set([...(plan?.cells ?? []), ...names, ...results.keys()]);
  // Between two cells, the process that measured the first one goes on to the next.
  const alive = begun.filter(({ writer }) => writer !== undefined && isProvablyAlive(writer));
  const status = runStatus({
    isClosed: run !== undefined,
    isBeingMeasured: alive.length > 0,
    cells: [...cells].map((cell) => results.get(cell) ?? null),
    isPlanKnown: plan?.cells !== undefined,
  });
  const measuring = new Set(alive.map(({ cell }) => cell).filter((cell) => results.get(cell) !== "complete"));
  const isImported = load.some(({ provenance }) => provenance === "imported");
  const known = run?.outputs ?? plan;
  const isOfUrl = !isImported && known?.topologyDigest === null;
  const digest = run && file?.digest;
  return { run, digest, started, plan, load, names, cells, measuring, status, isImported, isOfUrl };
}

const isComplete = ({ load }: StackOutputs, name: string): boolean =>
  load.some(({ cell, result }) => cell === name && result.status === "complete");

async function resultsOf(dir: string, names: readonly string[]): Promise<CellOutput[]> {
  const files = names.map((name) => ifExists(readJson(join(cellDir(dir, name), RESULT_FILE), cellFileSchema)));
  return (await Promise.all(files)).filter((file) => file !== undefined);
}

async function begunCells(dir: string, names: readonly string[]): Promise<CellBegun[]> {
  const files = names.map((name) => ifExists(readJson(join(cellDir(dir, name), BEGUN_FILE), begunSchema)));
  return (await Promise.all(files)).filter((file) => file !== undefined);
}

async function findRun(idOrDir: string, runsDir: string | undefined): Promise<string> {
  const candidates = [resolve(idOrDir)];
  if (runsDir !== undefined && isName(idOrDir)) candidates.unshift(runDir(runsDir, idOrDir));
  for (const dir of candidates) {
    const found = await stat(dir).catch(() => null);
    if (found?.isDirectory()) return dir;
  }
  throw new ResultsError(
    "RESULTS_NOT_FOUND",
    `There is no run ${JSON.stringify(idOrDir)}; searched ${candidates.join(" and ")}`,
  );
}
