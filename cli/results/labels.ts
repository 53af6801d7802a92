/** `--label`, and the labels that runs of stacks get by themselves: the commit that they were started from. */
import { Option } from "commander";
import { parseLabels, type Labels } from "@stackmark/loadgen/schema";
import type { Context } from "../context.ts";
import { runTool } from "../doctor/run-tool.ts";
import { CliError } from "../errors.ts";

export interface LabelOptions {
  label: string[];
}

export const labelOption = (description: string): Option =>
  new Option("--label <key=value>", `${description}; may be repeated`)
    .argParser((value: string, before: string[]) => [...before, value])
    .default([], "none");

/** @throws {CliError} OPTION_INVALID with every problem */
export function labelsOf({ label }: LabelOptions): Labels {
  const { labels, problems } = parseLabels(label);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return labels;
}

/**
 * The labels of a run of a stack: those given, and `commit`, `branch` and `dirty` of the repository that has the stack file.
 * The program, the stack file and an application beside it come from there; what answers at a URL does not.
 */
export async function labelsOfStack({ root, env }: Pick<Context, "root" | "env">, given: Labels): Promise<Labels> {
  const status = ["status", "--porcelain=v2", "--branch", "--untracked-files=no"];
  const answer = await runTool(env, "git", ["-C", root, ...status]);
  return "text" in answer ? { ...gitLabels(answer.text), ...given } : given;
}

/** From `git status --porcelain=v2 --branch`. `dirty`: a tracked file has changes that are not committed. */
export function gitLabels(status: string): Labels {
  const lines = status.split("\n").filter((line) => line !== "");
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const [commit, branch] = [header("oid"), header("head")];
  const labels: Labels = {};
  if (commit !== undefined && commit !== "(initial)") labels["commit"] = commit;
  if (branch !== undefined && branch !== "(detached)") labels["branch"] = branch;
  if (lines.some((line) => !line.startsWith("#"))) labels["dirty"] = "true";
  return labels;
}
