/** The run that `diff --baseline` compares with, named in a file of the home folder. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
import { jsonOf } from "../../base/json.ts";
import { whyNoBaseline } from "../../results/compare/index.ts";
import { nextStep } from "../../results/archive/index.ts";
import type { Source } from "../../results/archive/find-source.ts";
import { bulleted, CliError } from "../errors.ts";

const pinnedSchema = z.object({ runId: z.string(), stack: z.string(), setAt: z.iso.datetime() });
export type Pinned = z.infer<typeof pinnedSchema>;

const fileIn = (home: string): string => join(home, "baseline.json");

/** @throws {CliError} BASELINE_UNFIT for a run that is not evidence or not in the archive */
export async function pin(home: string, { name, outputs, run }: Source, now: Date = new Date()): Promise<Pinned> {
  const problems = whyNoBaseline(outputs);
  if (!run) problems.push("it is not in the archive, so it could not be found again");
  if (run?.status === "running" || run?.status === "interrupted")
    problems.push(`it is ${run.status}: ${nextStep(run)}`);
  if (problems.length > 0)
    throw new CliError("BASELINE_UNFIT", `\`${name}\` cannot be a baseline:\n${bulleted(problems)}`);
  const pinned = { runId: outputs.runId, stack: outputs.stack, setAt: now.toISOString() };
  await writeAtomic(fileIn(home), `${JSON.stringify(pinned, null, 2)}\n`, { mode: 0o644 });
  return pinned;
}

/** @throws {CliError} BASELINE_NOT_SET */
export async function pinnedBaseline(home: string): Promise<Pinned> {
  const text = await readFile(fileIn(home), "utf8").catch(() => null);
  const parsed = text === null ? null : pinnedSchema.safeParse(jsonOf(text));
  if (parsed?.success) return parsed.data;
  const why = parsed ? `${fileIn(home)} is not a file that \`baseline set\` wrote` : "No baseline is set";
  throw new CliError("BASELINE_NOT_SET", `${why}. Set one with \`stackmark baseline set RUN\`.`);
}

export const unpin = (home: string): Promise<void> => rm(fileIn(home), { force: true });
