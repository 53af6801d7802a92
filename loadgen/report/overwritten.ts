/** What a load would overwrite in its folder that no load has written. */
import { open } from "node:fs/promises";
import { hasContent } from "../../base/has-content.ts";
import { readRecord } from "../../base/record.ts";
import { cellSchema, secondSchema } from "../schema/cell.ts";
import { outputFolderFiles } from "./folder.ts";
import { firstOf } from "./output-file.ts";

/** What results of every version have. */
const resultSchema = cellSchema.pick({ status: true, spec: true, target: true, startedAt: true });
const lineSchema = secondSchema.pick({ atMs: true, users: true, requests: true });
/** Far more than a second takes. */
const LINE_BYTES = 65_536;

/**
 * `undefined` if the folder has none of these files, or those of an earlier load, also of one that was killed before it had a
 * result. Empty files do not count.
 */
export async function overwritten(folder: string): Promise<string | undefined> {
  const files = outputFolderFiles(folder);
  const there: string[] = [];
  for (const file of Object.values(files)) if (await hasContent(file)) there.push(file);
  if (there.length === 0) return undefined;
  const { resultFile, secondsFile } = files;
  if (there.includes(resultFile) ? isResult(resultFile) : await isSeries(secondsFile)) return undefined;
  return `${firstOf(there)} would be overwritten, which no load has written: name another folder`;
}

const isResult = (file: string): boolean => readRecord(file, resultSchema) !== undefined;

async function isSeries(file: string): Promise<boolean> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(LINE_BYTES) });
    const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n");
    return lineSchema.safeParse(JSON.parse(line)).success;
  } catch {
    return false;
  }
}
