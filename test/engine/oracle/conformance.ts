/** The recordings of what the real engine did, and the functions that compare with them: loaded from their folder, never copied. */
import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";

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
}

export interface Case {
  name: string;
  dir: string;
  title: string;
  steps: CaseStep[];
}

/** One step, as recorded or as another engine did it; normalised. */
export interface StepRecord {
  exitCode: number | string;
  ops?: unknown[];
  timeline?: string[];
  journal?: unknown[];
  during?: unknown;
  outputs?: unknown;
  deployment?: { resources?: Record<string, unknown>[] } | null;
  json?: unknown;
  /** The raw state file, where it is compared. */
  checkpoint?: string;
  varies?: Record<string, string>;
  [more: string]: unknown;
}

export interface Normaliser {
  text(text: string): string;
  json(value: unknown): unknown;
}

export interface Conformance {
  folder: string;
  cases: Case[];
  recorded(of: Case, step: number): StepRecord;
  /** A file kept beside the recording of a step: `checkpoint.json`, `Pulumi.dev.yaml`. */
  kept(of: Case, step: number, file: string): string;
  newNormaliser(paths: [string, string][]): Normaliser;
  readEvents(lines: string[], normaliser: Normaliser): Pick<StepRecord, "ops" | "timeline"> & Record<string, unknown>;
  compare(recorded: StepRecord, actual: StepRecord, fields?: string[]): string[];
  orderViolations(timeline: string[], resources: Record<string, unknown>[]): string[];
}

export async function loadConformance(folder: string): Promise<Conformance> {
  const load = (file: string) => import(pathToFileURL(path.join(folder, file)).href);
  const [normalise, compare] = await Promise.all([load("normalise.ts"), load("compare.ts")]);
  const casesDir = path.join(folder, "cases");
  const cases = fs
    .readdirSync(casesDir)
    .sort()
    .map((name) => {
      const dir = path.join(casesDir, name);
      return { name, dir, ...JSON.parse(fs.readFileSync(path.join(dir, "case.json"), "utf8")) } as Case;
    });
  return {
    folder,
    cases,
    recorded: (of, step) =>
      JSON.parse(fs.readFileSync(path.join(of.dir, `${step + 1}.recorded.json`), "utf8")) as StepRecord,
    kept: (of, step, file) => fs.readFileSync(path.join(of.dir, `${step + 1}.${file}`), "utf8"),
    newNormaliser: (paths) => new normalise.Normaliser(paths),
    readEvents: normalise.readEvents,
    compare: compare.compare,
    orderViolations: compare.orderViolations,
  };
}
