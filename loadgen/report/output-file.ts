/** Files that a load writes. One that fails costs itself and a line, never the load, its summary or the other files. */
import { open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { fileProblem } from "../../base/file-problem.ts";
import { makeFolder } from "../../base/folder.ts";
import type { MergedSecond } from "../coordinator/seconds.ts";
import type { LoadOutcome } from "../schema/outcome.ts";

/** What a load writes or shows while it runs and when it is over. */
export interface LoadOutput {
  second(second: MergedSecond): void;
  /** @returns a line for each file that is missing or incomplete */
  finish(outcome: LoadOutcome): Promise<string[]>;
  /** What it loses is said, but is no failure of the command. Default: it is one. */
  readonly isExtra?: boolean;
}

/** What keeps these files from being written, files with the same reason in one line. Leaves files as they are. */
export async function unwritable(paths: readonly string[]): Promise<string[]> {
  const reasons = await Promise.all(paths.map(problemOf));
  const named = paths.map((path, at) => ({ path, reason: reasons[at] })).filter(({ reason }) => reason !== undefined);
  return [...Map.groupBy(named, ({ reason }) => reason)].map(
    ([reason, files]) => `${firstOf(files.map(({ path }) => path))} cannot be written: ${reason}`,
  );
}

/** The first of some files, and how many more there are. */
export const firstOf = ([first, ...others]: readonly string[]): string =>
  `${first}${others.length === 0 ? "" : ` and ${others.length} more`}`;

/** Creates missing folders. */
async function problemOf(path: string): Promise<string | undefined> {
  try {
    makeFolder(dirname(path));
    const isNew = (await stat(path).catch(() => undefined)) === undefined;
    await (await open(path, "a")).close();
    if (isNew) await rm(path, { force: true });
    return undefined;
  } catch (error) {
    return fileProblem(error);
  }
}

/** What a series needs of its file. */
interface Handle {
  appendFile(piece: Buffer): Promise<void>;
  truncate(bytes: number): Promise<void>;
  stat(): Promise<{ ino: number; dev: number }>;
  close(): Promise<void>;
}

/** A file that grows by whole pieces while the load runs, so that it never ends in the middle of one. */
export class SeriesFile {
  readonly #path: string;
  readonly #handle: Handle;
  #written: Promise<void> = Promise.resolve();
  #bytes = 0;
  #problem: string | undefined;

  /** @param handle of the empty file */
  constructor(path: string, handle: Handle) {
    this.#path = path;
    this.#handle = handle;
  }

  static async open(path: string): Promise<SeriesFile> {
    makeFolder(dirname(path));
    return new SeriesFile(path, await open(path, "w"));
  }

  write(text: string): void {
    this.#written = this.#written.then(() => this.#append(Buffer.from(text)));
  }

  /** @returns a line if the file is missing or incomplete */
  async close(): Promise<string | undefined> {
    await this.#written;
    try {
      const inPlace = await this.#isInPlace();
      await this.#handle.close();
      if (!inPlace) return `${this.#path} is missing: it was removed or replaced while the load ran`;
    } catch (error) {
      this.#problem ??= fileProblem(error);
    }
    if (this.#problem === undefined) return undefined;
    return `${this.#path} is incomplete: ${this.#problem}; its earlier lines stay`;
  }

  async #append(piece: Buffer): Promise<void> {
    if (this.#problem !== undefined) return;
    try {
      await this.#handle.appendFile(piece);
      this.#bytes += piece.length;
    } catch (error) {
      this.#problem = fileProblem(error);
      await this.#handle.truncate(this.#bytes).catch(() => undefined);
    }
  }

  async #isInPlace(): Promise<boolean> {
    const [own, there] = [await this.#handle.stat(), await stat(this.#path).catch(() => undefined)];
    return there !== undefined && own.ino === there.ino && own.dev === there.dev;
  }
}

/**
 * Writes a file when the load is over, whole or not at all.
 * @returns a line if it is missing
 */
export async function writeWhole(path: string, content: () => string): Promise<string | undefined> {
  try {
    const text = content();
    makeFolder(dirname(path));
    await using file = await open(path, "w");
    try {
      await file.writeFile(text);
    } catch (error) {
      // Half a file would look like a whole one.
      if ((await file.stat()).isFile()) await rm(path, { force: true });
      throw error;
    }
    return undefined;
  } catch (error) {
    return `${path} is missing: ${fileProblem(error)}`;
  }
}

/** The lines that there are. */
export const linesOf = (lines: readonly (string | undefined)[]): string[] => lines.filter((line) => line !== undefined);
