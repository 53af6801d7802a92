/** Reads folders of recordings; engine/recordings/README.md describes their format. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import * as ownCompare from "./compare.ts";
import * as ownEventLog from "./event-log.ts";
import * as ownNormalise from "./normalise.ts";
import type { Normaliser, PathName } from "./normalise.ts";

/** The recordings that belong to the engine. */
export const OWN_RECORDINGS = path.resolve(import.meta.dirname, "../../../engine/recordings");

/** A provider call in the journal. */
export interface When {
  method: string;
  name: string;
}

export interface CaseStep {
  program?: string;
  command: string[];
  stack?: string;
  env?: Record<string, string>;
  knobs?: Record<string, unknown>;
  expectExit?: number | string;
  interrupt?: { when: When; signal: NodeJS.Signals };
  during?: { when: When; command: string[] };
  files?: Record<string, string>;
  /** The raw state file after it, and the stack file, are kept beside the recording. */
  checkpoint?: boolean;
  /** The gRPC log is kept beside the recording. */
  grpcLog?: boolean;
}

export interface Case {
  name: string;
  dir: string;
  title: string;
  steps: CaseStep[];
}

/** What an engine did in one step, normalised. */
export interface StepRecord {
  exitCode: number | string;
  ops?: unknown[];
  timeline?: string[];
  journal?: unknown[];
  during?: unknown;
  outputs?: unknown;
  deployment?: { resources?: Record<string, unknown>[] } | null;
  json?: unknown;
  /** The raw state file, if it is compared. */
  checkpoint?: string;
  varies?: Record<string, string>;
  [more: string]: unknown;
}

export interface Recordings {
  folder: string;
  cases: Case[];
  recorded(of: Case, step: number): StepRecord;
  /** A file kept beside the recording of a step: `checkpoint.json`, `Pulumi.dev.yaml`. */
  kept(of: Case, step: number, file: string): string;
  newNormaliser(paths: PathName[]): Normaliser;
  readEvents: typeof ownEventLog.readEvents;
  compare: typeof ownCompare.compare;
  orderViolations: typeof ownCompare.orderViolations;
}

/** The engine's own recordings, and those in the folder that STACKMARK_ORACLE names. */
export const recordingFolders = (): string[] => {
  const further = process.env.STACKMARK_ORACLE;
  return further ? [OWN_RECORDINGS, further] : [OWN_RECORDINGS];
};

/**
 * @param maybeIncomplete whether cases may have steps that were not recorded yet
 * @throws Error if the folder has no cases, or files of a case are missing
 */
export async function loadRecordings(folder: string, { maybeIncomplete = false } = {}): Promise<Recordings> {
  const cases = readCases(folder, maybeIncomplete);
  // Recordings of another version may be normalised differently, so a folder can have its own functions.
  const normalise = await ownOr(folder, "normalise.ts", { ...ownNormalise, ...ownEventLog });
  const { compare, orderViolations } = await ownOr(folder, "compare.ts", ownCompare);
  return {
    folder,
    cases,
    recorded: (of, step) => readJson(recordingOf(of, step)) as StepRecord,
    kept: (of, step, file) => fs.readFileSync(path.join(of.dir, `${step + 1}.${file}`), "utf8"),
    newNormaliser: (paths) => new normalise.Normaliser(paths),
    readEvents: normalise.readEvents,
    compare,
    orderViolations,
  };
}

function readCases(folder: string, maybeIncomplete: boolean): Case[] {
  const casesDir = path.join(folder, "cases");
  const names = fs.existsSync(casesDir) ? fs.readdirSync(casesDir).sort() : [];
  if (names.length === 0) throw new Error(`${folder} contains no recordings: cases/<name>/case.json is missing.`);
  return names.map((name) => {
    const dir = path.join(casesDir, name);
    const of = { name, dir, ...(readJson(path.join(dir, "case.json")) as Omit<Case, "name" | "dir">) };
    if (!Array.isArray(of.steps) || of.steps.length === 0) throw new Error(`${dir}/case.json has no steps.`);
    if (!maybeIncomplete) for (const step of of.steps.keys()) readJson(recordingOf(of, step));
    return of;
  });
}

const recordingOf = ({ dir }: Pick<Case, "dir">, step: number): string => path.join(dir, `${step + 1}.recorded.json`);

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`${file} is not readable as JSON: ${(cause as Error).message}`, { cause });
  }
}

async function ownOr<T extends object>(folder: string, name: string, fallback: T): Promise<T> {
  const file = path.join(folder, name);
  return fs.existsSync(file) ? ((await import(pathToFileURL(file).href)) as T) : fallback;
}
