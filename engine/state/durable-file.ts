/** Files that are either the old or the new content, whatever happens while they are written. */
import { randomBytes } from "node:crypto";
import { copyFile, link, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a draft beside the file, forces it to the disk, then renames it into place and forces the rename. */
export async function writeDurably(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const draft = draftOf(path);
  try {
    await writeFile(draft, content, { flag: "wx", mode, flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

/** Makes `copy` another name of the file's present content, replacing what `copy` was. Copies nothing where links exist. */
export async function keepAs(path: string, copy: string): Promise<void> {
  const draft = draftOf(copy);
  try {
    // Not every file system has hard links.
    await link(path, draft).catch(() => copyFile(path, draft));
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { force: true });
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

/** Removes what writers that were killed left beside the file. Only for who holds the stack's lock. */
export async function removeDrafts(path: string): Promise<void> {
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => []);
  const drafts = names.filter((name) => name.startsWith(`${basename(path)}.`) && name.endsWith(".tmp"));
  await Promise.all(drafts.map((name) => rm(join(directory, name), { force: true })));
}

const draftOf = (path: string): string => `${path}.${randomBytes(6).toString("hex")}.tmp`;

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open directories, and makes renames durable by itself.
  if (process.platform === "win32") return;
  await using handle = await open(directory, "r");
  await handle.sync();
}
