/** Builds the archives of the lab's images in its cache, where something that they are made of has changed. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { digest } from "../../base/digest.ts";
import { makeFolder } from "../../base/folder.ts";
import { writeArchive, type Image } from "./archive.ts";
import { ARCHIVES, type ArchiveContent, type ArchiveName } from "./catalog.ts";
import { findParts, isThere } from "./parts.ts";

/** Changes with the format of archives. */
const FORMAT = 1;

export interface BuildOptions {
  /** The folder that `lab:setup` fills; archives are in its folder `images`. */
  cache: string;
  /** Default: all, optional ones where their programs are there. */
  only?: readonly ArchiveName[];
  /** Told of each archive, once it is there. */
  done?: (file: string, wasBuilt: boolean) => void;
}

/**
 * @returns paths of the archives
 * @throws {LabError} `LAB_PARTS_MISSING`
 */
export async function buildImages({ cache, only, done }: BuildOptions): Promise<string[]> {
  const names = only ?? archivesFor(cache);
  const parts = findParts(
    cache,
    names.flatMap((name) => ARCHIVES[name].parts),
  );
  const folder = join(cache, "images");
  makeFolder(folder);
  const hashes = new Map<string, string>();
  const files: string[] = [];
  for (const name of names) {
    const file = join(folder, `${name}.tar`);
    const wasBuilt = await buildArchive(ARCHIVES[name].images(parts), file, hashes);
    done?.(file, wasBuilt);
    files.push(file);
  }
  return files;
}

/** All archives, but optional ones only where their programs are there. */
export const archivesFor = (cache: string): ArchiveName[] =>
  (Object.keys(ARCHIVES) as ArchiveName[]).filter((name) => {
    const { parts, isOptional }: ArchiveContent = ARCHIVES[name];
    return !isOptional || parts.every((part) => isThere(cache, part));
  });

/**
 * Writes an archive, unless one of the same content is there. Its digest is kept beside it.
 * @param hashes of files that are known already
 * @returns whether it was written
 */
export async function buildArchive(
  images: readonly Image[],
  file: string,
  hashes = new Map<string, string>(),
): Promise<boolean> {
  const wanted = await contentDigest(images, hashes);
  const stamp = `${file}.digest`;
  if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  await writeArchive(images, file);
  await writeFile(stamp, wanted);
  return true;
}

/** @param hashes of files that are known already */
async function contentDigest(images: readonly Image[], hashes: Map<string, string>): Promise<string> {
  for (const entry of images.flatMap(({ layers }) => layers.flat())) {
    if (entry.kind === "file" && !hashes.has(entry.from)) hashes.set(entry.from, await hashOf(entry.from));
  }
  const content = images.map((image) => ({
    ...image,
    layers: image.layers.map((layer) =>
      layer.map((entry) => (entry.kind === "file" ? { ...entry, from: hashes.get(entry.from) } : entry)),
    ),
  }));
  return digest({ format: FORMAT, content });
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
