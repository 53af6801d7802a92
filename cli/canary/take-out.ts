/** Takes the canary out of a stack: an update without it, and without a load. */
import { readFile } from "node:fs/promises";
import { printable } from "../../base/printable.ts";
import { reserveStdout, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { startGuard } from "../guard.ts";
import { requireStacks, stackFile } from "../stacks/names.ts";
import { variantOf, variantText, writeVariant } from "../study/variant.ts";

/** @throws {CliError} OPTION_INVALID; STACK_UNKNOWN */
export function requireAbortable({ root }: Pick<Context, "root">, name: string, abortOn: string): void {
  if (abortOn !== "worse")
    throw new CliError(
      "OPTION_INVALID",
      `--abort-on ${abortOn}: must be \`worse\`, the only verdict that takes a canary out`,
    );
  requireStacks(root, [name]);
}

/** Results stay in the archive: without a load, the outputs of the stack have none. */
export async function takeOut(
  context: Context,
  stack: string,
  { engine: choice, limitMs }: EngineOptions & { limitMs: number },
): Promise<ExitCode[]> {
  const text = variantText(await readFile(stackFile(context.root, stack), "utf8"), [
    [["workload", "canary"], undefined],
    [["load", "enabled"], false],
  ]);
  await variantOf(context, stack, "without its canary", text);
  const configFile = await writeVariant(context, stack, text);
  context.stderr.write(`The canary is worse: taking it out of ${stack}.\n`);
  const progress = reserveStdout(context);
  const engine = await pickEngine(progress, stack, choice);
  using guard = startGuard(progress, limitMs);
  const { result } = await engine.up(stack, { signal: guard.signal, configFile });
  const isOut = result === "succeeded";
  context.stderr.write(
    printable(isOut ? takenOut(stack) : `The canary of ${stack} may still get its share of users.\n`),
  );
  const code = guard.code();
  return [...(isOut ? [] : [EXIT.unexpected]), ...(code === undefined ? [] : [code])];
}

const takenOut = (stack: string): string =>
  `All users get the stable version. Remove \`workload.canary\` from Pulumi.${stack}.yaml, or the next \`up\` brings the canary back.\n`;
