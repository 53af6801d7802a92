/** The log of the units: one JSON object a line, in a file by unit. */
import { appendFileSync, readFileSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../../base/folder.ts";

export const JOURNAL_DIR = "/var/log/journal";
const ROTATE_BYTES = 16 * 1024 * 1024;

export interface JournalEntry {
  timeMs: number;
  unit: string;
  /** Of the program that wrote it. */
  identifier: string;
  pid: number;
  message: string;
}

export class Journal {
  readonly #folder: string;

  constructor(folder = JOURNAL_DIR) {
    this.#folder = folder;
    makeFolder(folder);
  }

  write(entry: JournalEntry): void {
    const file = this.#file(entry.unit);
    try {
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > ROTATE_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
    } catch {
      // The disk is full: systemd loses these lines too.
    }
  }

  read(unit: string): JournalEntry[] {
    const file = this.#file(unit);
    const text = [`${file}.1`, file].map((path) => (exists(path) ? readFileSync(path, "utf8") : "")).join("");
    return text.split("\n").flatMap(parse);
  }

  #file(unit: string): string {
    return join(this.#folder, `${unit}.log`);
  }
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** A line may be cut short by a full disk or a power failure. */
function parse(line: string): JournalEntry[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as JournalEntry];
  } catch {
    return [];
  }
}
