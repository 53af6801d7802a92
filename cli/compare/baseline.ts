/** The run that `diff --baseline` compares with: a file of the home folder names it. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { whyNoBaseline } from "../../results/compare/index.ts";
import type { Source } from "../../results/archive/find-source.ts";
import { CliError } from "../errors.ts";

const pinnedSchema = z.object({ runId: z.string(), stack: z.string(), setAt: z.iso.datetime() });
export type Pinned = z.infer<typeof pinnedSchema>;

const fileIn = (home: string): string => join(home, "baseline.json");

/** @throws {CliError} BASELINE_UNFIT for a run that is no evidence or is in no archive */
export async function pin(home: string, { name, outputs, run }: Source, now: Date = new Date()): Promise<Pinned> {
  const problems = whyNoBaseline(outputs);
  if (!run) problems.push("it is in no archive, where it would be found again");
  if (run?.status === "cut-off") problems.push("it was cut off before its end");
  if (problems.length > 0)
    throw new CliError(
      "BASELINE_UNFIT",
      `\`${name}\` cannot be a baseline:\n${problems.map((p) => `  - ${p}`).join("\n")}`,
    );
  const pinned = { runId: outputs.runId, stack: outputs.stack, setAt: now.toISOString() };
  await mkdir(dirname(fileIn(home)), { recursive: true });
  await writeFile(fileIn(home), `${JSON.stringify(pinned, null, 2)}\n`);
  return pinned;
}

/** @throws {CliError} BASELINE_NOT_SET */
export async function pinnedBaseline(home: string): Promise<Pinned> {
  const text = await readFile(fileIn(home), "utf8").catch(() => null);
  const parsed = text === null ? null : pinnedSchema.safeParse(asJson(text));
  if (parsed?.success) return parsed.data;
  const why = parsed ? `${fileIn(home)} is not what \`baseline set\` writes` : "No baseline is set";
  throw new CliError("BASELINE_NOT_SET", `${why}. Set one with \`stackmark baseline set RUN\`.`);
}

export const unpin = (home: string): Promise<void> => rm(fileIn(home), { force: true });

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
