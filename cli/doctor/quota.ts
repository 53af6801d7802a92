/** Findings on quotas, in the same words for each cloud. */
import type { z } from "zod";
import { jsonOf } from "../../base/json.ts";
import type { Finding } from "./finding.ts";
import type { RequiredCores } from "./required-cores.ts";
import type { Answer } from "./run-tool.ts";

/** Cores of one kind that are free in a region, and how many a stack wants. */
export interface Share {
  /** Such as a family of sizes; empty: of any. */
  of: string;
  free: number;
  wanted: number;
}

/** @param refused what the region does not offer @param where to ask for more */
export function quotaFinding(
  { region, stack }: RequiredCores,
  shares: readonly Share[],
  refused: readonly string[],
  where: string,
): Finding {
  const text = ({ of, free }: Share): string => `${free}${of === "" ? "" : ` ${of}`} cores free`;
  const short = shares.filter(({ free, wanted }) => free < wanted);
  const problems = [
    ...refused,
    ...short.map((share) => `${text(share)}, but ${stack} wants ${share.wanted}; ask for more (${where})`),
  ];
  if (problems.length > 0) return { status: "note", detail: `${region}: ${problems.join("; ")}`, isRefusal: true };
  if (shares.length === 0) return { status: "note", detail: `${region}: no quota is known for what ${stack} wants` };
  const detail = shares.map((share) => `${text(share)}, ${stack} wants ${share.wanted}`).join("; ");
  return { status: "ok", detail: `${region}: ${detail}` };
}

export const unknownQuota = (region: string, answer: Answer): Finding => ({
  status: "note",
  detail: `${region}: could not be asked (${problemOf(answer)})`,
});

export const problemOf = (answer: Answer): string =>
  "problem" in answer ? answer.problem : "its answer was not understood";

/** Whether the tool was there, and answered that something is wrong. */
export const isOwnProblem = (answer: Answer): boolean => "problem" in answer && !answer.isMissing && !answer.isLate;

export const parsed = <T>(answer: Answer, schema: z.ZodType<T>): T | undefined =>
  "text" in answer ? schema.safeParse(jsonOf(answer.text)).data : undefined;
