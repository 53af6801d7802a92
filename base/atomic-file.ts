/** Files whose readers see either the old or the new content, whatever happens while they are written. */
import { randomBytes } from "node:crypto";
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { copyFile, link, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { systemCode } from "./errors.ts";
import { fileProblem } from "./file-problem.ts";
import { makeFolder } from "./folder.ts";

export interface WriteOptions {
  /** Permissions of the new file. Default: 0o600. */
  mode?: number;
}

/**
 * Writes a draft beside the file, flushes it to the disk, renames it into place and flushes the rename. Creates missing
 * folders. If it throws, the old content is untouched and no draft is left. Follows links; writes to devices and pipes, such
 * as `/dev/stdout`, as they are.
 */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  if (isDevice(path)) return writeFile(path, content);
  const target = followed(path);
  const folder = dirname(target);
  const draft = draftOf(target);
  try {
    makeFolder(folder);
    await writeFile(draft, content, { flag: "wx", mode: options.mode ?? PRIVATE, flush: true });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw notWritten(path, error);
  }
  await syncFolder(folder);
}

/** {@link writeAtomic} for processes that are about to end. The folder must exist; the rename is not flushed. */
export function writeAtomicSync(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  if (isDevice(path)) return writeFileSync(path, content);
  const target = followed(path);
  const draft = draftOf(target);
  try {
    writeFileSync(draft, content, { flag: "wx", mode: options.mode ?? PRIVATE, flush: true });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw notWritten(path, error);
  }
}

/** A device, a pipe or a socket: it holds no content, and a file must not take its place. */
function isDevice(path: string): boolean {
  if (!existsSync(path)) return false;
  const there = statSync(path);
  return !there.isFile() && !there.isDirectory();
}

/** The file that a link leads to, so that the link stays one. */
const followed = (path: string): string => (existsSync(path) ? realpathSync(path) : path);

/** The error with the path that the caller knows, instead of the draft's or none; its system code stays. */
function notWritten(path: string, cause: unknown): Error {
  const message = `${path} was not written: ${fileProblem(cause)}; what was there before is unchanged`;
  return Object.assign(new Error(message, { cause }), { code: systemCode(cause), path });
}

/** Replaces `copy` with another name of the file's current content. Does nothing if the file does not exist. */
export async function linkAtomic(path: string, copy: string): Promise<void> {
  const draft = draftOf(copy);
  try {
    // Not every file system has hard links.
    await link(path, draft).catch(() => copyFile(path, draft));
    await rename(draft, copy);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw notWritten(copy, error);
  } finally {
    // Renaming one name of a file to another name of the same file does nothing.
    await rm(draft, { force: true }).catch(() => {});
  }
}

/** Removes drafts that killed writers left beside the file. Call it only while no other process writes the file. */
export async function removeDrafts(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const drafts = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith(".tmp"));
  await Promise.all(drafts.map((name) => rm(join(folder, name), { force: true })));
}

const PRIVATE = 0o600;

const draftOf = (path: string): string => `${path}.${randomBytes(6).toString("hex")}.tmp`;

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and does not need this for a rename to be durable.
  if (process.platform === "win32") return;
  await using handle = await open(folder, "r");
  await handle.sync();
}
