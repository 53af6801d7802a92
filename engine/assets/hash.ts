/** Hashes the content of assets and archives that a program registers. From then on, only the hashes are compared. */
import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { messageOf } from "../../base/errors.ts";
import { ASSET, isContent, isObject, SIGNATURE } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import { archiveEntries, archiveStream, assetStream } from "./content.ts";
import { TAR_END, tarEntry } from "./tar.ts";

/**
 * Adds a hash (SHA-256, hexadecimal) to each asset and archive, at any depth.
 *
 * @param dir the program's folder; relative paths are resolved against it
 * @throws Error that names the property whose content could not be read
 */
export async function withHashes(properties: Properties, dir: string): Promise<Properties> {
  return holdsAssets(properties) ? hashedFields(properties, dir) : properties;
}

async function hashedFields(properties: Properties, dir: string): Promise<Properties> {
  const entries = Object.entries(properties).map(async ([key, value]) => [key, await hashed(value, dir, key)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function holdsAssets(value: Value): boolean {
  if (Array.isArray(value)) return value.some(holdsAssets);
  return isContent(value) || (isObject(value) && Object.values(value).some(holdsAssets));
}

async function hashed(value: Value, dir: string, key: string): Promise<Value> {
  if (Array.isArray(value)) return Promise.all(value.map((element) => hashed(element, dir, key)));
  if (!isContent(value)) return isObject(value) ? hashedFields(value, dir) : value;
  const isAsset = value[SIGNATURE] === ASSET;
  const written = isAsset ? normalAsset(value) : await normalArchive(value, dir);
  if (written.hash !== undefined) return written;
  try {
    return { ...written, hash: isAsset ? await assetHash(written, dir) : await archiveHash(written, dir) };
  } catch (cause) {
    const summary = `failed to compute ${isAsset ? "asset" : "archive"} hash for "${key}"`;
    throw new Error(`${summary}: ${messageOf(cause)}`, { cause });
  }
}

const FIELDS = [SIGNATURE, "hash", "text", "path", "uri"];

/** Drops empty and additional fields that SDKs send, as Pulumi does. */
const normalAsset = (asset: Properties): Properties =>
  Object.fromEntries(Object.entries(asset).filter(([field, value]) => FIELDS.includes(field) && value !== ""));

async function normalArchive(archive: Properties, dir: string): Promise<Properties> {
  const { text: _, ...where } = normalAsset(archive);
  if (where.path !== undefined || where.uri !== undefined) return where;
  return { ...where, assets: isObject(archive.assets) ? await hashedFields(archive.assets, dir) : {} };
}

const assetHash = async (asset: Properties, dir: string): Promise<string> =>
  digest(createHash("sha256"), await assetStream(asset, dir));

/** The hash of the archive file, or else of the tar archive that Pulumi would create from the entries. */
async function archiveHash(archive: Properties, dir: string): Promise<string> {
  const whole = await archiveStream(archive, dir);
  if (whole) return digest(createHash("sha256"), whole);
  const hash = createHash("sha256");
  const seen = new Set<string>();
  for await (const { name, content } of archiveEntries(archive, dir)) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const part of tarEntry(name, content)) hash.update(part);
  }
  return hash.update(TAR_END).digest("hex");
}

async function digest(hash: Hash, stream: AsyncIterable<Uint8Array>): Promise<string> {
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}
