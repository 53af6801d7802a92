/** A layer of an image: a tar archive that depends on nothing but its entries. */
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { posix } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack, type Pack } from "tar-stream";

export type LayerEntry =
  | { kind: "folder"; path: string; mode?: number }
  /** The file `from` of this machine. */
  | { kind: "file"; path: string; from: string; mode: number }
  | { kind: "text"; path: string; text: string; mode?: number }
  | { kind: "link"; path: string; target: string };

/** Content that other content refers to by its digest. */
export interface Blob {
  /** SHA-256, hexadecimal. */
  digest: string;
  bytes: number;
}

const EPOCH = new Date(0);

/** Writes the layer to `file`. Entries are sorted, and folders above them are added. */
export async function writeLayer(entries: readonly LayerEntry[], file: string): Promise<Blob> {
  const tar = pack();
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await Promise.all([pipeline(tar, measure, createWriteStream(file)), addAll(tar, withFolders(entries))]);
  return { digest: hash.digest("hex"), bytes };
}

async function addAll(tar: Pack, entries: readonly LayerEntry[]): Promise<void> {
  try {
    for (const entry of entries) await add(tar, entry);
    tar.finalize();
  } catch (error) {
    tar.destroy(error as Error);
    throw error;
  }
}

async function add(tar: Pack, entry: LayerEntry): Promise<void> {
  const common = { mtime: EPOCH, uid: 0, gid: 0 };
  switch (entry.kind) {
    case "folder":
      return content(tar, { ...common, name: `${entry.path}/`, type: "directory", mode: entry.mode ?? 0o755 });
    case "link":
      return content(tar, { ...common, name: entry.path, type: "symlink", linkname: entry.target, mode: 0o777 });
    case "text": {
      const text = Buffer.from(entry.text);
      return content(tar, { ...common, name: entry.path, size: text.length, mode: entry.mode ?? 0o644 }, text);
    }
    case "file": {
      const { size } = await stat(entry.from);
      return content(tar, { ...common, name: entry.path, size, mode: entry.mode }, createReadStream(entry.from));
    }
  }
}

/** Resolves when the content has been taken. */
async function content(tar: Pack, header: Parameters<Pack["entry"]>[0], data?: Buffer | Readable): Promise<void> {
  const taken = Promise.withResolvers<void>();
  const entry = tar.entry(header, (error) => (error ? taken.reject(error) : taken.resolve()));
  if (data instanceof Readable) await Promise.all([pipeline(data, entry), taken.promise]);
  else {
    entry.end(data);
    await taken.promise;
  }
}

function withFolders(entries: readonly LayerEntry[]): LayerEntry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path } of entries) {
    for (let above = posix.dirname(path); above !== "."; above = posix.dirname(above))
      if (!byPath.has(above)) byPath.set(above, { kind: "folder", path: above });
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
