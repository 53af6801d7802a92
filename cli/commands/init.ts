import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline/promises";
import { Command, Option } from "commander";
import { writeAtomic } from "../../base/atomic-file.ts";
import { invalidText, planStackFile, problemText } from "../../infra/stack-file.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { bulleted, CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { applyAnswers, type Answers } from "../init/answers.ts";
import { command as clusterCommand } from "../init/cluster.ts";
import { answered, questionsOf } from "../init/questions.ts";
import { requireStackName } from "../init/stack-name.ts";
import { requireStacks, stackFile } from "../stacks/names.ts";

export interface InitOptions extends Answers {
  /** Default: the phase itself. */
  stack?: string;
  force?: true;
}

/** Asks one question; an empty answer means "later". */
export type Prompt = (text: string) => Promise<string>;

export const command = new Command("init")
  .argument("<phase>")
  .option("--stack <name>", "create Pulumi.<name>.yaml from the phase's file instead of changing that file")
  .addOption(
    new Option("--admin-cidr <range...>", "addresses that you connect from, such as 203.0.113.7").argParser(
      (range: string, all: string[] = []) => [...all, range],
    ),
  )
  .option("--gcp-project <id>", "Google Cloud project to create machines in")
  .option("--gcp-region <region>", "Google Cloud region")
  .option("--azure-region <region>", "Azure region")
  .option("--edge-address <address>", "public address of the existing machine")
  .option("--edge-host-key <key>", "its public SSH host key")
  .option("--edge-user <user>", "user to log in as")
  .option("--edge-join <way>", "`ssh`, or `manual` if it cannot be reached from here")
  .option("--force", "replace values that are already set")
  .action(
    run((context, phase: string, { adminCidr, ...options }: InitOptions & { adminCidr?: string[] }) =>
      init(context, phase, { ...options, adminCidrs: adminCidr }),
    ),
  )
  .addCommand(clusterCommand);

/**
 * Writes required settings to a stack file. Writes nothing unless all of them are valid.
 *
 * @param prompt `undefined` if nobody can be asked
 * @throws {CliError} STACK_UNKNOWN, STACK_NAME_INVALID, CONFIG_INVALID
 */
export async function init(
  context: Context,
  phase: string,
  options: InitOptions,
  prompt = terminalPrompt(context),
): Promise<number> {
  const { stack = phase, force, ...answers } = options;
  requireStacks(context.root, [phase]);
  requireStackName(stack);
  const file = stackFile(context.root, stack);
  const source = existsSync(file) ? file : stackFile(context.root, phase);
  const before = await readFile(source, "utf8");
  const prompted = prompt ? await promptFor(prompt, stack, before, answers) : {};
  const { text, written, conflicts, misplaced } = applyAnswers(before, { ...answers, ...prompted }, force);
  const planned = planStackFile(stack, text, context.root);
  const wrong = [
    ...misplaced.map(({ flag, why }) => `${flag}: ${why}`),
    ...conflicts.map(({ path, has }) => `${path} is already ${JSON.stringify(has)}; --force replaces it`),
  ];
  if (planned.problems.length > 0) wrong.push(...planned.problems.map(problemText));
  if (wrong.length > 0) {
    throw new CliError("CONFIG_INVALID", `${basename(file)} was not changed:\n${bulleted(wrong)}`);
  }
  if (written.length === 0 && source === file && planned.unset.length > 0)
    throw new CliError("CONFIG_INVALID", invalidText(stack, planned.unset));
  await writeAtomic(file, text, { mode: 0o644 });
  const lines = [
    `${basename(file)}${source === file ? "" : `, created from ${basename(source)}`}:`,
    ...written.map(({ path, value }) => `  ${path} = ${JSON.stringify(value)}`),
    ...(planned.unset.length > 0
      ? ["Settings that `up` still requires:", ...planned.unset.map((p) => `  ${problemText(p)}`)]
      : []),
    ...(planned.unset.length === 0 ? [`Next: npx stackmark plan ${stack}, then npx stackmark up ${stack}`] : []),
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}

async function promptFor(prompt: Prompt, stack: string, text: string, given: Answers): Promise<Answers> {
  let answers: Answers = {};
  for (const question of questionsOf(planStackFile(stack, text).unset, given))
    answers = { ...answers, ...answered(question, await prompt(question.text)) };
  return answers;
}

function terminalPrompt({ stdout }: Context): Prompt | undefined {
  if (!process.stdin.isTTY || !stdout.isTTY) return undefined;
  return async (text) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await lines.question(`${text} (leave empty to set it later): `);
    } finally {
      lines.close();
    }
  };
}
