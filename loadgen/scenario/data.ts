/** Data files of scenarios: CSV with a header, read whole before the load. */
import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { suggestion } from "../../base/nearest.ts";

export interface DataFile {
  /** A CSV file whose first line names its columns; relative to the scenario's module. */
  file: string;
  /**
   * Which row a user gets. `shared`: the next one of all users together, each once before the first comes again. `per-user`:
   * always its own, by its number. Default `shared`.
   */
  take?: "shared" | "per-user";
  /** Columns that must be there; checked before the load. */
  columns?: readonly string[];
}

type Row = Readonly<Record<string, string>>;
type Files = Readonly<Record<string, DataFile>>;
interface DataSet {
  rows: readonly Row[];
  take: "shared" | "per-user";
}

const MAX_BYTES = 64 * 2 ** 20;

/**
 * Reads all files of a scenario.
 * @param module path of the scenario's module
 * @returns what could be read, and every problem
 */
export async function readData(
  files: Files,
  module: string,
): Promise<{ data: Map<string, DataSet>; problems: string[] }> {
  const data = new Map<string, DataSet>();
  const problems: string[] = [];
  for (const [name, { file, take = "shared", columns = [] }] of Object.entries(files)) {
    const path = resolve(dirname(module), file);
    try {
      const rows = await readRows(path, columns);
      data.set(name, { rows, take });
    } catch (error) {
      problems.push(`data.${name}: ${messageOf(error)}`);
    }
  }
  return { data, problems };
}

async function readRows(path: string, columns: readonly string[]): Promise<Row[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new Error(`there is no file ${path}`);
  if (found.size > MAX_BYTES) throw new Error(`${path} has ${found.size} bytes; at most ${MAX_BYTES} are read`);
  const text = await readFile(path, "utf8");
  const lines = await cellsOf(path, text);
  const [header = [], ...rows] = lines;
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(
      missing.map((column) => `${path}:1 has no column ${column}${suggestion(column, header)}`).join("; "),
    );
  if (rows.length === 0) throw new Error(`${path} has no rows below its header`);
  return rows.map((cells) => Object.fromEntries(header.map((column, index) => [column, cells[index]!])));
}

async function cellsOf(path: string, text: string): Promise<string[][]> {
  // Loaded on demand, for workers without data files.
  const { parse } = await import("csv-parse/sync");
  try {
    return parse(text, { bom: true, skip_empty_lines: true });
  } catch (cause) {
    const { lines } = cause as { lines?: number };
    throw new Error(`${path}:${lines ?? 1} is not CSV: ${messageOf(cause)}`, { cause });
  }
}

/** The rows of one worker's users. */
export class ScenarioData {
  readonly #sets: ReadonlyMap<string, DataSet>;
  readonly #share: { index: number; count: number };
  /** How many rows of a shared file this worker has taken. */
  readonly #taken = new Map<string, number>();

  /** @param share this worker's part: workers take the rows of shared files in turns */
  constructor(sets: ReadonlyMap<string, DataSet>, share: { index: number; count: number }) {
    this.#sets = sets;
    this.#share = share;
  }

  /** @throws Error for a name that there is not */
  row(name: string, user: number): Row {
    const set = this.#sets.get(name);
    if (set === undefined) {
      const names = [...this.#sets.keys()].join(", ") || "none";
      throw new Error(`the scenario has no data ${JSON.stringify(name)}; there is ${names}`);
    }
    const { rows, take } = set;
    if (take === "per-user") return rows[user % rows.length]!;
    const taken = this.#taken.get(name) ?? 0;
    this.#taken.set(name, taken + 1);
    return rows[(this.#share.index + taken * this.#share.count) % rows.length]!;
  }
}
