/** The known stacks: those with a stack file. */
import { globSync } from "node:fs";
import { join } from "node:path";
import { nearest } from "../../base/nearest.ts";
import { CliError } from "../errors.ts";

export const stackFile = (root: string, stack: string): string => join(root, `Pulumi.${stack}.yaml`);

export const knownStacks = (root: string): string[] =>
  globSync("Pulumi.*.yaml", { cwd: root })
    .map((file) => file.slice("Pulumi.".length, -".yaml".length))
    .sort();

/**
 * Reports all unknown names at once, each with its nearest match.
 * @throws {CliError} STACK_UNKNOWN
 */
export function requireStacks(root: string, names: string[]): void {
  const known = knownStacks(root);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const lines = unknown.map((name) => {
    // The name of the file in place of that of the stack.
    const near = nearest(name.trim().replace(/^(.*\/)?Pulumi\.(.+)\.ya?ml$/, "$2"), known);
    const hint = near ? ` Did you mean \`${near}\`?` : "";
    return `There is no stack \`${name}\`: Pulumi.${name}.yaml was not found in ${root}.${hint}`;
  });
  throw new CliError("STACK_UNKNOWN", `${lines.join("\n")}\nStacks: ${known.join(", ") || "none"}.`);
}
