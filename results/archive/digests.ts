/** The manifest of a closed run: the paths and digests of its files. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ResultsError } from "../errors.ts";
import type { FileDigest, RunFile } from "../schema/run.ts";
import { ioError } from "./json.ts";
import { RUN_FILE, cellsDir } from "./layout.ts";

/** What the digest of a run covers: its results and the digests of its files, but not its labels, which can be added later. */
export const digestedPart = ({ runId, stack, outputs, manifest }: RunFile) => ({ runId, stack, outputs, manifest });

/** Digests of all files below `run`, ordered by path, without `run.json` itself and temporary files. */
export async function digestRun(run: string): Promise<FileDigest[]> {
  const paths = await filesBelow(run, "");
  const kept = paths.filter((path) => path !== RUN_FILE && !path.endsWith(".tmp")).sort();
  const digests: FileDigest[] = [];
  for (const path of kept) digests.push({ path, ...(await digestFile(join(run, path))) });
  return digests;
}

/**
 * Checks all files of the manifest. Other files are ignored, unless they are directly in the folder of a cell.
 * @throws {ResultsError} RESULTS_DIGEST: a file of the manifest is missing or changed, or a cell has another file
 */
export async function checkDigests(run: string, manifest: readonly FileDigest[]): Promise<void> {
  const found = new Map((await digestRun(run)).map((digest) => [digest.path, digest]));
  const problems = manifest.flatMap(({ path, bytes, sha256 }) => {
    const file = found.get(path);
    if (!file) return [`${path} is missing`];
    if (file.sha256 === sha256) return [];
    return [`${path} changed (${bytes} bytes when the run was closed, ${file.bytes} now)`];
  });
  const known = new Set(manifest.map(({ path }) => path));
  for (const path of found.keys()) {
    if (/^cells\/[^/]+\/[^/]+$/.test(path) && !known.has(path)) problems.push(`${path} was added`);
  }
  if (problems.length === 0) return;
  throw new ResultsError(
    "RESULTS_DIGEST",
    `${run} has changed since the run was closed:\n  ${problems.join("\n  ")}\nUse an unchanged copy; if a load of this run is still running, wait until it ends.`,
  );
}

export async function digestFile(file: string): Promise<Omit<FileDigest, "path">> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (cause) {
    throw ioError("read", file, cause);
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Paths of plain files, separated by `/`; does not follow symbolic links. */
async function filesBelow(dir: string, prefix: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw ioError("read", dir, cause);
  });
  const nested = entries.map(async (entry) => {
    if (entry.isDirectory()) return filesBelow(join(dir, entry.name), `${prefix}${entry.name}/`);
    return entry.isFile() ? [`${prefix}${entry.name}`] : [];
  });
  return (await Promise.all(nested)).flat();
}

/** Sorted names of the folders of cells; empty before the first cell opens. */
export async function cellNames(run: string): Promise<string[]> {
  try {
    const entries = await readdir(cellsDir(run), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw ioError("read", cellsDir(run), cause);
  }
}
