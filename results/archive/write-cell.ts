/**
 * Writes one cell. Each call writes its line before it returns, so that a killed process loses nothing that it had
 * reported. The result is written last; a folder without it was cut off.
 */
import { appendFileSync, closeSync } from "node:fs";
import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { digest } from "../../base/digest.ts";
import { makeFolder } from "../../base/folder.ts";
import { identityOf } from "../../base/process-identity.ts";
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackCell } from "../schema/outputs.ts";
import { ARCHIVE_VERSION, begunSchema, cellFileSchema } from "../schema/run.ts";
import type { CellBegun, Histograms, PlannedRun } from "../schema/run.ts";
import type { MetricsSample, RecordedSecond } from "../schema/series.ts";
import { writeCsvFiles } from "./cell-csv.ts";
import { ioError, validate, writeJson } from "./json.ts";
import { BEGUN_FILE, HISTOGRAMS_FILE, LOG_FILE, METRICS_FILE, RESULT_FILE, SECONDS_FILE } from "./layout.ts";
import { cellDir, runDir } from "./layout.ts";
import { writePlan } from "./planned-run.ts";
import { openForAppending } from "./ndjson.ts";
import { readCell, readSeries } from "./read-cell.ts";
import type { ArchivedCell } from "./read-cell.ts";
import { claimRun } from "./write-run.ts";

export interface OpenCellOptions {
  /** The stack that the run belongs to; opening fails if the folder belongs to another one. */
  stack?: string;
  /**
   * What to do with the files of an earlier, unfinished attempt: `append` continues them (the caller continues from the
   * last `atMs`), `set-aside` moves them to `attempts/<n>/` and starts again. Default `append`.
   */
  earlier?: "append" | "set-aside";
  /** Description of the cell, written to `begun.json` unless the cell is complete. Default: not written. */
  begin?: Omit<CellBegun, "kind" | "schemaVersion" | "runId" | "cell" | "begunAt" | "writer">;
  /** Plan of the run, written to `plan.json`; requires `stack`. Default: not written. */
  planned?: PlannedRun;
}

export interface CellArchive {
  readonly dir: string;
  /** The files of an earlier attempt; `undefined` in the first attempt. If `output` is complete, the cell is done. */
  readonly earlier?: ArchivedCell<StackCell>;
  /** Appends to the series of seconds. @throws {ResultsError} RESULTS_EXISTS, RESULTS_IO */
  second(second: RecordedSecond): void;
  /** Appends to the series of scrapes. @throws {ResultsError} RESULTS_EXISTS, RESULTS_IO */
  metrics(sample: MetricsSample): void;
  /** Appends a line to the cell's log. @throws {ResultsError} RESULTS_IO */
  log(line: string): void;
  /**
   * Writes the result and closes the cell. A later attempt may replace a partial result, but never a complete one.
   * @returns the digest of the result
   * @throws {ResultsError} RESULTS_EXISTS, RESULTS_INVALID, RESULTS_IO
   */
  close(output: CellOutput, histograms?: Histograms): Promise<string>;
  /** Closes the files without a result; the cell then reads as cut off. Has no effect after `close`. */
  leave(): void;
}

/** @throws {ResultsError} RESULTS_BAD_NAME, RESULTS_EXISTS (another stack's run), RESULTS_IO, and as `readCell` */
export async function openCell(
  runsDir: string,
  runId: string,
  cell: string,
  options: OpenCellOptions = {},
): Promise<CellArchive> {
  const run = runDir(runsDir, runId);
  const dir = cellDir(run, cell);
  await claimRun(run, runId, options.stack ?? null);
  if (options.planned && options.stack !== undefined)
    await writePlan(run, { runId, stack: options.stack }, options.planned);
  const before = await makeCell(dir);
  const earlier = before.length > 0 ? measuredHere(dir, await readCell(dir, cell)) : undefined;
  const complete = earlier?.output?.result.status === "complete";
  if (earlier && !complete && options.earlier === "set-aside") await setAside(dir, before);
  if (options.begin && !complete) await begin(dir, { ...options.begin, runId, cell });
  return new Writer(dir, runId, cell, earlier);
}

async function begin(
  dir: string,
  cell: Omit<CellBegun, "kind" | "schemaVersion" | "begunAt" | "writer">,
): Promise<void> {
  const file = join(dir, BEGUN_FILE);
  const head = { kind: "stackmark-cell-begun", schemaVersion: ARCHIVE_VERSION, begunAt: new Date().toISOString() };
  await writeJson(file, validate(file, { ...head, ...cell, writer: identityOf(process.pid) }, begunSchema));
}

class Writer implements CellArchive {
  readonly dir: string;
  readonly earlier: ArchivedCell<StackCell> | undefined;
  readonly #runId: string;
  readonly #cell: string;
  readonly #files = new Map<string, number>();

  constructor(dir: string, runId: string, cell: string, earlier: ArchivedCell<StackCell> | undefined) {
    this.dir = dir;
    this.earlier = earlier;
    this.#runId = runId;
    this.#cell = cell;
  }

  second(second: RecordedSecond): void {
    this.#append(SECONDS_FILE, second);
  }

  metrics(sample: MetricsSample): void {
    this.#append(METRICS_FILE, sample);
  }

  log(line: string): void {
    this.#write(LOG_FILE, `${new Date().toISOString()} ${line.replace(/[\r\n]+/g, " ")}`);
  }

  async close(output: CellOutput, histograms: Histograms = {}): Promise<string> {
    this.#refuseComplete();
    const file = join(this.dir, RESULT_FILE);
    const { environment = null, stealPct = null } = output;
    const head = { kind: "stackmark-cell", schemaVersion: ARCHIVE_VERSION };
    const value = validate(file, { ...head, ...output, environment, stealPct }, cellFileSchema);
    if (output.runId !== this.#runId || output.cell !== this.#cell) {
      const message = `${file} belongs to run ${this.#runId}, cell ${this.#cell}, but the result is of run ${output.runId}, cell ${output.cell}`;
      throw new ResultsError("RESULTS_INVALID", message);
    }
    this.leave();
    await writeJson(join(this.dir, HISTOGRAMS_FILE), {
      kind: "stackmark-histograms",
      schemaVersion: ARCHIVE_VERSION,
      histograms,
    });
    const { seconds, metrics } = await readSeries(this.dir);
    await writeCsvFiles(this.dir, value.result, seconds.values, metrics.values);
    await writeJson(file, value);
    return digest(value);
  }

  leave(): void {
    for (const name of [...this.#files.keys()]) this.#close(name);
  }

  #close(name: string): void {
    const fd = this.#files.get(name);
    // Before closing: a descriptor is released even if its close fails, and must not be closed again.
    this.#files.delete(name);
    if (fd !== undefined) closeSync(fd);
  }

  #append(name: string, value: RecordedSecond | MetricsSample): void {
    this.#refuseComplete();
    this.#write(name, JSON.stringify(value));
  }

  #write(name: string, line: string): void {
    const file = join(this.dir, name);
    try {
      let fd = this.#files.get(name);
      if (fd === undefined) this.#files.set(name, (fd = openForAppending(file)));
      // Unlike `writeSync`, it does not return before all of the line is written.
      appendFileSync(fd, `${line}\n`);
    } catch (cause) {
      // A full disk takes a part of a line. Opening the file again removes that part before the next line.
      this.#close(name);
      throw cause instanceof ResultsError ? cause : ioError("write", file, cause);
    }
  }

  #refuseComplete(): void {
    if (this.earlier?.output?.result.status !== "complete") return;
    const message = `${this.dir} already has a complete result, which is kept; use \`earlier.output\`, or start a new run`;
    throw new ResultsError("RESULTS_EXISTS", message);
  }
}

/** @throws {ResultsError} RESULTS_EXISTS for an imported cell, which cannot be continued */
function measuredHere(dir: string, cell: ArchivedCell): ArchivedCell<StackCell> {
  if (cell.output?.provenance !== "imported") return cell as ArchivedCell<StackCell>;
  throw new ResultsError("RESULTS_EXISTS", `${dir} has an imported cell, which is kept; choose another run id`);
}

/** Creates the cell's folder. Returns the names of the files that an earlier attempt left in it. */
async function makeCell(dir: string): Promise<string[]> {
  try {
    makeFolder(dir);
    const files = [SECONDS_FILE, METRICS_FILE, HISTOGRAMS_FILE, RESULT_FILE];
    const there = await readdir(dir);
    return files.filter((name) => there.includes(name));
  } catch (cause) {
    throw ioError("write", dir, cause);
  }
}

async function setAside(dir: string, files: string[]): Promise<void> {
  const attempts = join(dir, "attempts");
  try {
    makeFolder(attempts);
    const attempt = join(attempts, String((await readdir(attempts)).length + 1));
    await mkdir(attempt);
    for (const name of files) await rename(join(dir, name), join(attempt, name));
  } catch (cause) {
    throw ioError("write", attempts, cause);
  }
}
