import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { joinScriptFile } from "../../infra/home.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { plansOf } from "../validate.ts";

/**
 * Prints the script that the owner of a machine runs on it to join, while `up` waits for that: outputs only come at its
 * end. Where it lies, and what to do, goes to stderr, so that the script can be piped.
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
      `There is no script for ${node} yet: ${file} is written when \`stackmark up ${stack}\` has its server running and waits for ${node}.`,
    );
  context.stderr.write(
    `${file} holds a token: bring it to ${node} by a safe way, and run it there as root: sudo sh join-${node}.sh\n`,
  );
  context.stdout.write(await readFile(file, "utf8"));
  return EXIT.ok;
}
