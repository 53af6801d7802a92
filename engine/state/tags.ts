/** Reads and writes a stack's tags, which are in a file next to its state. */
import { readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
import { StateError } from "../errors.ts";

export type Tags = Record<string, string>;

const VERSION = 1;

const schema = z.looseObject({ version: z.literal(VERSION), tags: z.record(z.string(), z.string()).nullish() });

/** @throws StateError `STATE_UNREADABLE` */
export async function readTags(path: string): Promise<Tags> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return {};
  try {
    return schema.parse(JSON.parse(text)).tags ?? {};
  } catch (cause) {
    throw new StateError("STATE_UNREADABLE", `${path} is not a file of tags in version ${VERSION}`, { cause });
  }
}

/** Removes the file if there are no tags. */
export const writeTags = (path: string, tags: Tags): Promise<void> =>
  Object.keys(tags).length === 0
    ? rm(path, { force: true })
    : writeAtomic(path, JSON.stringify({ version: VERSION, tags }), { mode: 0o644 });
