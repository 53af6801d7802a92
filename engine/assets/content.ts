/** Reads the bytes of assets, and the files of archives in the order in which they are hashed. */
import { createReadStream } from "node:fs";
import { readFile, readdir, stat } from "node:fs/promises";
import { join, posix, resolve } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { ASSET, hasSignature, isObject } from "../values.ts";
import type { Properties } from "../values.ts";
import { tarEntries, zipEntries, type Entry } from "./read-archive.ts";

/** Pulumi does not include its own folder in archives. */
const PULUMI_FOLDER = ".pulumi";

const FORMATS = [
  [".tar", tarEntries],
  [".tgz", (archive: Buffer) => tarEntries(gunzipSync(archive))],
  [".tar.gz", (archive: Buffer) => tarEntries(gunzipSync(archive))],
  [".zip", zipEntries],
  [".jar", zipEntries],
] as const;

const formatOf = (path: string) => FORMATS.find(([extension]) => path.endsWith(extension))?.[1];

const text = (value: Properties, field: "path" | "uri" | "text"): string =>
  typeof value[field] === "string" ? value[field] : "";

/**
 * @param dir relative paths are resolved against it
 * @throws Error if the file is missing or a folder, or the URI has an unsupported scheme
 */
export async function assetStream(asset: Properties, dir: string): Promise<AsyncIterable<Uint8Array>> {
  const [path, uri] = [text(asset, "path"), text(asset, "uri")];
  if (path !== "") return fileStream(resolve(dir, path));
  if (uri !== "") return uriStream(uri);
  return Readable.from([Buffer.from(text(asset, "text"))]);
}

/** The bytes of an archive that is a single file; undefined for a folder or a map of assets. */
export async function archiveStream(archive: Properties, dir: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const [path, uri] = [text(archive, "path"), text(archive, "uri")];
  if (path !== "" && formatOf(path)) return createReadStream(resolve(dir, path));
  if (path === "" && uri !== "" && formatOf(new URL(uri).pathname)) return uriStream(uri);
  return undefined;
}

/** Names are relative to the archive, with forward slashes. */
export async function* archiveEntries(archive: Properties, dir: string): AsyncGenerator<Entry> {
  const [path, uri] = [text(archive, "path"), text(archive, "uri")];
  if (path !== "") yield* pathEntries(resolve(dir, path));
  else if (uri !== "") yield* uriEntries(uri);
  else yield* mapEntries(isObject(archive.assets) ? archive.assets : {}, dir);
}

async function* mapEntries(assets: Properties, dir: string): AsyncGenerator<Entry> {
  for (const name of Object.keys(assets).sort(byBytes)) {
    const member = assets[name];
    if (hasSignature(member, ASSET)) yield { name, content: await buffer(await assetStream(member, dir)) };
    else if (isObject(member)) {
      for await (const entry of archiveEntries(member, dir)) yield { ...entry, name: posix.join(name, entry.name) };
    }
  }
}

async function* pathEntries(path: string): AsyncGenerator<Entry> {
  const entries = formatOf(path);
  if (entries) yield* cleaned(entries(await readFile(path)));
  else if (!(await stat(path)).isDirectory())
    throw new Error(`'${path}' is neither a recognized archive type nor a directory`);
  else yield* folderEntries(path, "");
}

async function* uriEntries(uri: string): AsyncGenerator<Entry> {
  const entries = formatOf(new URL(uri).pathname);
  if (!entries) throw new Error(`file at URL '${uri}' is not a recognized archive format`);
  yield* cleaned(entries(await buffer(await uriStream(uri))));
}

async function* cleaned(entries: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  for await (const { name, content } of entries) yield { name: posix.normalize(name), content };
}

/** Depth first, sorted. Follows links to files and skips links to folders. */
async function* folderEntries(root: string, folder: string): AsyncGenerator<Entry> {
  const found = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of found.sort((a, b) => byBytes(a.name, b.name))) {
    if (entry.name === PULUMI_FOLDER) continue;
    const name = posix.join(folder, entry.name);
    if (entry.isDirectory()) yield* folderEntries(root, name);
    else if (!(await stat(join(root, name))).isDirectory()) yield { name, content: await readFile(join(root, name)) };
  }
}

async function fileStream(path: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === "ENOENT" ? "no such file or directory" : cause.message;
    throw new Error(`failed to open asset file '${path}': open ${path}: ${why}`, { cause });
  });
  if (found.isDirectory()) throw new Error(`asset path '${path}' is a directory; try using an archive`);
  return createReadStream(path);
}

async function uriStream(uri: string): Promise<AsyncIterable<Uint8Array>> {
  const url = new URL(uri);
  if (url.protocol === "file:") return createReadStream(fileURLToPath(url));
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Error(`Unrecognized or unsupported URI scheme: ${url.protocol.slice(0, -1)}`);
  const { body } = await fetch(url);
  return Readable.fromWeb((body ?? new Blob([]).stream()) as ReadableStream<Uint8Array>);
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
