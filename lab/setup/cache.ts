/** The folder with the lab's programs. The hosts of the lab see it, read-only, as /opt/lab. */
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { chmod, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { writeAtomic } from "../../base/atomic-file.ts";
import { makeFolder } from "../../base/folder.ts";
import { isProvablyDead } from "../../base/process-identity.ts";
import type { Part } from "./parts.ts";

/** Where a program came from, and what it was then. */
export interface PartRecord {
  version: string;
  sha256: string;
  sizeBytes: number;
  origin: "prebuilt" | "built" | "npm";
}

/** `STACKMARK_LAB_CACHE`; default: ~/.cache/stackmark/lab. */
export const cacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  env.STACKMARK_LAB_CACHE || join(homedir(), ".cache/stackmark/lab");

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

const WORK_FOLDER = /^work-(\d+)-/;

export class Cache {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return join(this.folder, "bin", name);
  }

  /** Whether the part is there in its version and size. {@link isIntact} reads it whole. */
  has(part: Part): boolean {
    const record = this.#recordOf(part);
    const file = statSync(this.path(part.name), { throwIfNoEntry: false });
    return record !== undefined && file?.isFile() === true && file.size === record.sizeBytes;
  }

  async isIntact(part: Part): Promise<boolean> {
    if (!this.has(part)) return false;
    return (await sha256Of(this.path(part.name))) === this.#recordOf(part)!.sha256;
  }

  /** Runs `make` with an empty folder, which is removed after it. Also removes those of processes that were killed. */
  async withWorkFolder<T>(make: (folder: string) => Promise<T>): Promise<T> {
    makeFolder(this.folder);
    for (const name of await readdir(this.folder)) {
      const pid = WORK_FOLDER.exec(name)?.[1];
      if (pid !== undefined && isProvablyDead({ pid: Number(pid) }))
        await rm(join(this.folder, name), { recursive: true, force: true });
    }
    const folder = await mkdtemp(join(this.folder, `work-${process.pid}-`));
    try {
      return await make(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Takes over a finished program, which must be on the cache's file system. @returns its record */
  async put(part: Part, file: string, origin: PartRecord["origin"]): Promise<PartRecord> {
    const record: PartRecord = {
      version: part.version,
      sha256: await sha256Of(file),
      sizeBytes: statSync(file).size,
      origin,
    };
    await chmod(file, 0o755);
    makeFolder(join(this.folder, "bin"));
    // Without a record, the part counts as missing: so an interrupted replacement is repeated.
    await rm(this.#recordPath(part), { force: true });
    await rename(file, this.path(part.name));
    await writeAtomic(this.#recordPath(part), `${JSON.stringify(record, null, 2)}\n`);
    return record;
  }

  #recordPath({ name }: Part): string {
    return join(this.folder, "parts", `${name}.json`);
  }

  #recordOf(part: Part): PartRecord | undefined {
    try {
      const record = JSON.parse(readFileSync(this.#recordPath(part), "utf8")) as PartRecord;
      return record.version === part.version ? record : undefined;
    } catch {
      return undefined;
    }
  }
}
