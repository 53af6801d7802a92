/** The outcomes of faults, kept as they come: campaigns go on from them, and the table of the evidence is made of them. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { makeFolder } from "../../base/folder.ts";
import { faultNameSchema, operationSchema, type FaultName } from "./catalog.ts";
import type { PlannedRun } from "./plan.ts";

export interface Outcome {
  /** What the fault did, and what followed. */
  what: string;
  /** Whether it found something to strike before the operation ended. */
  hasStruck: boolean;
  /** Of the struck command; `null`: it was not run. */
  exitCode: number | null;
  /** Promises that were not kept; empty: all were. */
  problems: string[];
  durationMs: number;
}

export interface RunOutcome {
  planned: PlannedRun;
  outcome: Outcome;
}

/** The plan that a run is of: with its number, it says which fault strikes when. */
export interface Campaign {
  seed: number;
  isHasty: boolean;
  /** `null`: faults of all kinds. */
  only: FaultName | null;
}

export interface OutcomeRecord extends RunOutcome {
  campaign: Campaign;
  endedAt: string;
}

const recordSchema: z.ZodType<OutcomeRecord> = z.object({
  campaign: z.object({ seed: z.number(), isHasty: z.boolean(), only: faultNameSchema.nullable() }),
  planned: z.object({
    ...{ number: z.number(), fault: faultNameSchema, operation: operationSchema, progress: z.number() },
    ...{ delayMs: z.number(), seed: z.number(), isHasty: z.boolean(), patienceMs: z.number() },
    recovery: z.enum(["up", "destroy", "leave"]),
  }),
  outcome: z.object({
    ...{ what: z.string(), hasStruck: z.boolean(), exitCode: z.number().nullable() },
    ...{ problems: z.array(z.string()), durationMs: z.number() },
  }),
  endedAt: z.iso.datetime(),
});

/** Of a lab; it outlives it. One JSON object a line. */
export const outcomesFile = (dir: string): string => join(dir, "faults.ndjson");

export function appendOutcome(dir: string, record: OutcomeRecord): void {
  makeFolder(dir, 0o700);
  appendFileSync(outcomesFile(dir), `${JSON.stringify(record)}\n`);
}

/** Of a run that was repeated, the newest outcome. Without a file: none. */
export function readOutcomes(file: string): OutcomeRecord[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const records = lines.map((line) => recordSchema.parse(JSON.parse(line)));
  return [...new Map(records.map((record) => [keyOf(record), record])).values()];
}

export const isOf = (record: OutcomeRecord, { seed, isHasty, only }: Campaign): boolean =>
  record.campaign.seed === seed && record.campaign.isHasty === isHasty && record.campaign.only === only;

const keyOf = ({ campaign: { seed, isHasty, only }, planned }: OutcomeRecord): string =>
  JSON.stringify([seed, isHasty, only, planned.number]);
