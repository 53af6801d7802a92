/** Plans of stack files. Reports all problems of all stacks at once, before anything starts. */
import { readFile } from "node:fs/promises";
import { checkStackFile, clusterRemains, planStack, type Problem } from "../../infra/stack-file.ts";
import type { Asking, Remains } from "../../infra/cluster/existing/remains.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { requireStacks, stackFile } from "./names.ts";
import { type Context } from "../context.ts";
import { CliError } from "../errors.ts";

export interface PlannedStack {
  plan: Plan;
  /** Required settings that are missing. Always empty before `up`, which rejects stack files that lack one. */
  unset: Problem[];
}

/**
 * The plans that stack files describe.
 * @param before `plan`: also checks the files that stack files name; `up`: also that all required settings are set, and that
 *   this machine has what the stacks require, such as a free port
 * @throws {CliError} STACK_UNKNOWN or CONFIG_INVALID
 */
export async function plannedStacks(
  context: Pick<Context, "root">,
  stacks: string[],
  before: "reading" | "plan" | "up" = "reading",
): Promise<PlannedStack[]> {
  requireStacks(context.root, stacks);
  const read = async (stack: string) => {
    const file = stackFile(context.root, stack);
    try {
      const text = await readFile(file, "utf8");
      return before === "reading"
        ? await planStack(stack, text, context.root)
        : await checkStackFile(stack, text, context.root, before);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return `${file} cannot be read: ${UNREADABLE[error.code!] ?? error.message}.`;
    }
  };
  const results = await Promise.all(stacks.map(read));
  const broken = results.flatMap((result) =>
    typeof result === "string" ? [result] : result.plan ? [] : [result.message],
  );
  if (broken.length > 0) throw new CliError("CONFIG_INVALID", broken.join("\n\n"));
  return results.flatMap((result) =>
    typeof result !== "string" && result.plan ? [{ plan: result.plan, unset: result.unset }] : [],
  );
}

const UNREADABLE: Readonly<Record<string, string>> = {
  EACCES: "there is no right to read it",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead nowhere",
  ENOENT: "it is a symbolic link to a file that does not exist",
};

const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "syscall" in error;

/** The plan of a stack file as far as it is valid, for callers that work without one; `undefined` if there is none. */
export async function planIfValid({ root }: Pick<Context, "root">, stack: string): Promise<Plan | undefined> {
  const text = await readFile(stackFile(root, stack), "utf8").catch(() => undefined);
  return text === undefined ? undefined : ((await planStack(stack, text, root)).plan ?? undefined);
}

/** What an existing cluster still has of a destroyed stack; null without one. */
export async function remainsInCluster(
  { root }: Pick<Context, "root">,
  stack: string,
  asking?: Asking,
): Promise<Remains | null> {
  const text = await readFile(stackFile(root, stack), "utf8").catch(() => undefined);
  return text === undefined ? null : clusterRemains(stack, text, root, asking);
}

/** The plans alone of {@link plannedStacks}. */
export async function plansOf(...args: Parameters<typeof plannedStacks>): Promise<Plan[]> {
  return (await plannedStacks(...args)).map(({ plan }) => plan);
}
