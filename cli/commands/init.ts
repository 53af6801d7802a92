import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { createInterface } from "node:readline/promises";
import { invalidText, planStackFile, problemText } from "../../infra/stack-file/index.ts";
import { requireStacks, stackFile, type Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { applyAnswers, type Answers } from "../init/answers.ts";
import { answered, questionsOf } from "../init/questions.ts";

export interface InitOptions extends Answers {
  /** Default: the phase's own. */
  stack?: string;
  force?: true;
}

/** Asks one question; an empty answer leaves it open. */
export type Ask = (text: string) => Promise<string>;

const STACK = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * Says in a stack file what only its user knows. Nothing is written unless all of it is right.
 *
 * @param ask undefined: there is nobody to ask
 * @throws {CliError} STACK_UNKNOWN, STACK_NAME_INVALID, CONFIG_INVALID
 */
export async function init(
  context: Context,
  phase: string,
  options: InitOptions,
  ask = terminal(context),
): Promise<number> {
  const { stack = phase, force, ...answers } = options;
  requireStacks(context.root, [phase]);
  if (!STACK.test(stack))
    throw new CliError(
      "STACK_NAME_INVALID",
      `\`${stack}\` is no name of a stack: 1 to 100 letters, digits, and any of _ . -`,
    );
  const file = stackFile(context.root, stack);
  const source = existsSync(file) ? file : stackFile(context.root, phase);
  const before = await readFile(source, "utf8");
  const asked = ask ? await askFor(ask, stack, before, answers) : {};
  const { text, written, conflicts, misplaced } = applyAnswers(before, { ...answers, ...asked }, force);
  const planned = planStackFile(stack, text);
  const wrong = [
    ...misplaced.map(({ flag, why }) => `${flag}: ${why}`),
    ...conflicts.map(({ path, has }) => `${path} is ${JSON.stringify(has)} already; --force replaces it`),
  ];
  if (planned.problems.length > 0) wrong.push(...planned.problems.map(problemText));
  if (wrong.length > 0) {
    const lines = wrong.map((line) => `  - ${line}`).join("\n");
    throw new CliError("CONFIG_INVALID", `${basename(file)} stays as it is:\n${lines}`);
  }
  if (written.length === 0 && source === file && planned.unset.length > 0)
    throw new CliError("CONFIG_INVALID", invalidText(stack, planned.unset));
  await replaceFile(file, text);
  const lines = [
    `${basename(file)}${source === file ? "" : `, made from ${basename(source)}`}:`,
    ...written.map(({ path, value }) => `  ${path} = ${JSON.stringify(value)}`),
    ...(planned.unset.length > 0
      ? ["Still to be said before `up`:", ...planned.unset.map((p) => `  ${problemText(p)}`)]
      : []),
    ...(planned.unset.length === 0 ? [`Next: npx stackmark plan ${stack}, then npx stackmark up ${stack}`] : []),
  ];
  context.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}

async function askFor(ask: Ask, stack: string, text: string, given: Answers): Promise<Answers> {
  let asked: Answers = {};
  for (const question of questionsOf(planStackFile(stack, text).unset, given))
    asked = { ...asked, ...answered(question, await ask(question.text)) };
  return asked;
}

/** Whole or not at all. */
async function replaceFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

function terminal({ stdout }: Context): Ask | undefined {
  if (!process.stdin.isTTY || !stdout.isTTY) return undefined;
  return async (text) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return await lines.question(`${text} (empty: later): `);
    } finally {
      lines.close();
    }
  };
}
