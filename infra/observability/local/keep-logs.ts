/** Keeps what the replicas wrote during a load beside its result: the logs themselves go with their nodes. */
import { open, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../../base/folder.ts";
import { daemonDir } from "../../hosts/local/daemon.ts";
import type { LocalSource } from "../source.ts";

/** Sizes of the logs by file, in bytes. */
export type LogMarks = ReadonlyMap<string, number>;

/** Of each log, the last part. */
const MAX_BYTES = 2 ** 20;

interface Log {
  node: string;
  name: string;
  file: string;
}

async function logsOf({ stack, nodes }: LocalSource): Promise<Log[]> {
  const found = await Promise.all(
    nodes.map(async ({ name: node }) => {
      const folder = join(daemonDir({ stack, kind: "nodes", name: node }), "services");
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => name.endsWith(".log")).map((name) => ({ node, name, file: join(folder, name) }));
    }),
  );
  return found.flat();
}

/** Call it before the load. */
export async function markLogs(source: LocalSource): Promise<LogMarks> {
  const logs = await logsOf(source);
  return new Map(await Promise.all(logs.map(async ({ file }) => [file, await sizeOf(file)] as const)));
}

/**
 * Copies what was written since the marks to `logs/<node>-<service>-<replica>.log`, except for logs that did not grow.
 * @param folder the cell's, in the archive
 */
export async function keepLogs(source: LocalSource, marks: LogMarks, folder: string): Promise<void> {
  for (const { node, name, file } of await logsOf(source)) {
    const text = await readSince(file, marks.get(file) ?? 0);
    if (text.length === 0) continue;
    makeFolder(join(folder, "logs"));
    await writeFile(join(folder, "logs", `${node}-${name}`), text);
  }
}

async function sizeOf(file: string): Promise<number> {
  await using handle = await open(file, "r").catch(() => null);
  return handle === null ? 0 : (await handle.stat()).size;
}

/** A log that is smaller than its mark was shortened meanwhile: then all that it has is new. */
async function readSince(file: string, mark: number): Promise<Buffer> {
  await using handle = await open(file, "r").catch(() => null);
  if (handle === null) return Buffer.alloc(0);
  const { size } = await handle.stat();
  const from = Math.max(size < mark ? 0 : mark, size - MAX_BYTES);
  const bytes = Buffer.alloc(size - from);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}
