/** Files of K3s releases: what is in the folder, and checksums of it. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "../../base/folder.ts";
import type { Answer } from "./answer.ts";

const OCTETS = "application/octet-stream";
const CHECKSUMS = /^sha256sum-(amd64|arm64)\.txt$/;

/**
 * @param path in the folder; one that leads out of it is not found
 * @returns undefined if there is no such file
 */
export async function releaseAnswer(folder: string, path: string): Promise<Answer | undefined> {
  const file = resolve(join(folder, path));
  if (relative(folder, file).startsWith("..")) return undefined;
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile()) return { type: OCTETS, content: { file, start: 0, bytes: found.size } };
  const release = dirname(file);
  if (!CHECKSUMS.test(path.slice(path.lastIndexOf("/") + 1)) || !existsSync(release)) return undefined;
  return { type: "text/plain", content: await checksums(release) };
}

/** As `sha256sum *` in the folder. */
async function checksums(folder: string): Promise<string> {
  const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [] : [entry.name],
  );
  const lines = names.sort().map(async (name) => {
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(folder, name)), hash);
    return `${hash.digest("hex")}  ${name}\n`;
  });
  return (await Promise.all(lines)).join("");
}

/**
 * Puts a release where the mirror serves it from.
 *
 * @param folder the mirror's `dir`
 * @param version such as `v1.35.5+k3s1`
 */
export async function putRelease(
  folder: string,
  version: string,
  { program, installer }: { program: string | Buffer; installer: string },
): Promise<void> {
  const release = join(folder, "releases", version);
  makeFolder(release);
  const suffix = process.arch === "x64" ? "" : `-${process.arch}`;
  await writeFile(join(release, `k3s${suffix}`), program, { mode: 0o755 });
  await writeFile(join(folder, "install.sh"), installer, { mode: 0o755 });
}
