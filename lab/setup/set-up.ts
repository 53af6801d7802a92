/** Fills the cache with the programs that the lab is made of. */
import { join } from "node:path";
import pLimit from "p-limit";
import { formatDuration } from "../../base/duration.ts";
import { messageOf } from "../../base/errors.ts";
import { quantity } from "../../base/format.ts";
import { LabError } from "../errors.ts";
import type { Cache, PartRecord } from "./cache.ts";
import { buildFromSource, checkGo } from "./go-build.ts";
import { takeFromNpm } from "./npm-file.ts";
import type { Part } from "./parts.ts";
import { isPrebuilt, unpackPrebuilt } from "./prebuilt.ts";

export interface SetUpOptions {
  cache: Cache;
  parts: readonly Part[];
  /** Folder with built programs: `NAME.xz` and `SHA256SUMS`. What it lacks is downloaded or built. */
  from?: string;
  /** Receives what happens, a line at a time. */
  print: (line: string) => void;
  /** Default: the real ones. */
  ways?: Ways;
}

/** How a program is had. `folder` is an empty one for the work. */
export interface Ways {
  unpack(from: string, part: Part, target: string): Promise<void>;
  checkGo(): Promise<void>;
  build(part: Part, folder: string, target: string): Promise<void>;
  download(part: Part, folder: string, target: string): Promise<void>;
}

const REAL_WAYS: Ways = {
  unpack: unpackPrebuilt,
  checkGo,
  async build(part, folder, target) {
    if ("go" in part.source) await buildFromSource(part, part.source.go, folder, target);
  },
  async download(part, folder, target) {
    if ("npm" in part.source) await takeFromNpm(part, part.source.npm, folder, target);
  },
};

/** Builds take all cores already; a second one fills the gaps of the first. */
const JOBS = 2;
const HEARTBEAT_MS = 60_000;

/** Keeps what is there and intact. @throws LabError `LAB_PART_FAILED` with all parts that could not be had */
export async function setUp({ cache, parts, from, print, ways = REAL_WAYS }: SetUpOptions): Promise<void> {
  const limit = pLimit(JOBS);
  const isReady = await Promise.all(parts.map((part) => limit(() => cache.isIntact(part))));
  const missing = parts.filter((_, index) => !isReady[index]);
  const built = missing.filter((part) => "go" in part.source && !(from !== undefined && isPrebuilt(from, part)));
  if (built.length > 0) {
    await ways.checkGo();
    const minutes = built.reduce((sum, { source }) => sum + ("go" in source ? source.go.cpuMinutes : 0), 0);
    const names = built.map(({ name }) => name).join(", ");
    print(`${names}: built from source, which takes about ${minutes} minutes of one core, and is kept`);
  }
  const failures: unknown[] = [];
  await Promise.all(
    missing.map((part) =>
      limit(() => setUpPart(part, { cache, from, print, ways }).catch((error: unknown) => failures.push(error))),
    ),
  );
  if (failures.length === 0) return print(`${parts.length} of ${parts.length} programs are in ${cache.folder}`);
  throw new LabError("LAB_PART_FAILED", failures.map(messageOf).join("\n"), { cause: failures[0] });
}

async function setUpPart(
  part: Part,
  { cache, from, print, ways = REAL_WAYS }: Omit<SetUpOptions, "parts">,
): Promise<void> {
  const label = `${part.name} ${part.version}`;
  const startedMs = performance.now();
  const elapsed = (): string => formatDuration(performance.now() - startedMs);
  const heartbeat = setInterval(() => print(`${label}: still at it after ${elapsed()}`), HEARTBEAT_MS);
  try {
    const record = await cache.withWorkFolder(async (folder): Promise<PartRecord> => {
      const target = join(folder, `${part.name}.finished`);
      if (from !== undefined && isPrebuilt(from, part)) {
        await ways.unpack(from, part, target);
        return cache.put(part, target, "prebuilt");
      }
      if ("npm" in part.source) {
        await ways.download(part, folder, target);
        return cache.put(part, target, "npm");
      }
      print(`${label}: building`);
      await ways.build(part, folder, target);
      return cache.put(part, target, "built");
    });
    print(`${label}: ${DONE[record.origin]} in ${elapsed()}, ${quantity(record.sizeBytes, "bytes")}`);
  } finally {
    clearInterval(heartbeat);
  }
}

const DONE: Record<PartRecord["origin"], string> = { prebuilt: "unpacked", built: "built", npm: "downloaded" };
