/** The log of a program: the program itself appends to it, and its size is limited from outside. */
import { closeSync, existsSync, openSync, readSync, statSync, truncateSync, writeFileSync } from "node:fs";

/** Larger logs lose their oldest half, which `<log>.1` then holds in part. */
const MAX_BYTES = 8 * 2 ** 20;
const KEPT_BYTES = MAX_BYTES / 2;

const TAIL_BYTES = 4096;
const TAIL_LINES = 12;

export const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Moves the end of a log that is too large to `<log>.1`, in place of what was there. Lines written meanwhile may be lost. */
export function limitLog(file: string): void {
  const size = sizeOf(file);
  if (size <= MAX_BYTES) return;
  writeFileSync(`${file}.1`, readEnd(file, size - KEPT_BYTES, size));
  // The program appends, so that it goes on at the new end.
  truncateSync(file, 0);
}

/** The last lines that were written from a position on; empty if there are none. */
export function tailOf(file: string, from: number): string {
  const size = sizeOf(file);
  const start = size < from ? 0 : from;
  const text = readEnd(file, Math.max(start, size - TAIL_BYTES), size).toString("utf8");
  return text.trim().split("\n").slice(-TAIL_LINES).join("\n");
}

function readEnd(file: string, from: number, to: number): Buffer {
  if (!existsSync(file) || to <= from) return Buffer.alloc(0);
  const fd = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
  } finally {
    closeSync(fd);
  }
}
