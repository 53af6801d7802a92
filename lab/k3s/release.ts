/** The files of a K3s release as a mirror serves them: the program and its install script. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { cp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { makeFolder } from "../../base/folder.ts";

const root = join(import.meta.dirname, "..", "..");
/** Of the repository: what the program needs at run time. */
const SOURCES = [
  "lab/k3s/program",
  "lab/k3s/manifests",
  "lab/k3s/cni",
  "lab/command.ts",
  "lab/errors.ts",
  "base/atomic-file.ts",
  "base/errors.ts",
  "base/file-problem.ts",
  "base/folder.ts",
  "base/temporary-folder.ts",
  "package.json",
];
/** After it, no lab uses a copy any more that none has asked for. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** Where machines see the cache's folder. */
const MOUNT = "/opt/lab";

const yamlFolder = (): string => dirname(createRequire(import.meta.url).resolve("yaml/package.json"));

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}

function digestOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${relative(root, file)}\0`).update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

/** Removes copies of earlier sources, and what processes that were killed have left. A lab that runs may use another one. */
async function removeOldCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const isOld = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs > KEPT_MS,
      () => false,
    );
    if (isOld) await rm(path, { recursive: true, force: true });
  }
}

/** Copies the program's sources into the cache, once for each state of them. @returns the folder as machines see it */
async function stage(cacheDir: string): Promise<string> {
  const files = SOURCES.flatMap((source) => filesIn(join(root, source)));
  const name = digestOf([...files, join(yamlFolder(), "package.json")]);
  const folder = join(cacheDir, "k3s", name);
  if (!existsSync(folder)) {
    const part = `${folder}.${process.pid}`;
    for (const file of files) {
      const target = join(part, relative(root, file));
      makeFolder(dirname(target));
      await cp(file, target);
    }
    await cp(yamlFolder(), join(part, "node_modules", "yaml"), { recursive: true });
    await rename(part, folder).catch(async (error: unknown) => {
      // Another process was faster.
      if (!existsSync(folder)) throw error;
      await rm(part, { recursive: true });
    });
  }
  await utimes(folder, new Date(), new Date());
  await removeOldCopies(dirname(folder));
  return `${MOUNT}/k3s/${name}`;
}

export interface Release {
  /** `k3s`, an executable: the lab's is for Node at /usr/local/bin/node. */
  program: string | Buffer;
  /** `install.sh`. */
  installer: string;
}

const installer = (): string => readFileSync(join(import.meta.dirname, "install.sh"), "utf8");

/**
 * The lab's K3s.
 *
 * @param cacheDir the lab's cache of parts, which machines see at /opt/lab
 * @param version that the program says it is, such as `v1.35.5+k3s1`
 */
export async function k3sRelease(cacheDir: string, version: string): Promise<Release> {
  const folder = await stage(cacheDir);
  const program = `#!/usr/local/bin/node
import { main } from "${folder}/lab/k3s/program/main.ts";
await main(${JSON.stringify(version)});
`;
  return { program, installer: installer() };
}

/** A K3s of the user's own, with the lab's install script. @param path of the program */
export const givenRelease = (path: string): Release => ({ program: readFileSync(path), installer: installer() });
