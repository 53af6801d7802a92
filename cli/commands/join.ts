import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { joinScriptFile } from "../../infra/home.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { plansOf } from "../stacks/plans.ts";

export const command = new Command("join").argument("<stack>").argument("<node>").action(run(join));

/**
 * Prints the script to stdout, and where it is and what to do with it to stderr, so that the script can be piped. It is
 * a file and not an output, because outputs exist only when `up` has ended.
 *
 * @throws {CliError} STACK_UNKNOWN, NODE_UNKNOWN, JOIN_NOT_WAITING
 */
export async function join(context: Context, stack: string, node: string): Promise<number> {
  const [plan] = await plansOf(context, [stack]);
  const byHand = plan!.nodes.filter(({ machine }) => machine?.kind === "existing" && machine.join === "manual");
  const names = byHand.map(({ name }) => name);
  if (!names.includes(node))
    throw new CliError(
      "NODE_UNKNOWN",
      `${stack} has no node \`${node}\` that joins by hand; such nodes: ${names.join(", ") || "none"} (topology.nodes[].join: manual).`,
    );
  const file = joinScriptFile(context.home, stack, node);
  if (!existsSync(file))
    throw new CliError(
      "JOIN_NOT_WAITING",
      `There is no script for ${node} yet: \`stackmark up ${stack}\` writes ${file} once its server is running, then waits for ${node}.`,
    );
  context.stderr.write(
    `${file} contains a token: copy it to ${node} over a secure channel, and run it there as root: sudo sh join-${node}.sh\n`,
  );
  context.stdout.write(await readFile(file, "utf8"));
  return EXIT.ok;
}
