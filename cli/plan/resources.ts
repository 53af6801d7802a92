/** The resources that the program would register for a stack, found in record mode, which creates nothing. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  record,
  readable,
  UNKNOWN,
  type ComputedTables,
  type RecordedResource,
  type Recording,
} from "@stackmark/engine/record";
import type { Problem } from "../../infra/stack-file.ts";
import { stackFile } from "../stacks/names.ts";
import { type Context } from "../context.ts";
import { printable } from "../../base/printable.ts";
import { makeTemporaryFolder } from "../../base/temporary-folder.ts";
import { withExamples } from "./examples.ts";

/** Inputs that a cloud completes, so what the program reads of them is not known before. */
const COMPLETED: ComputedTables = {
  resources: { "azure-native:network:NetworkInterface": { ipConfigurations: UNKNOWN.string } },
};

/** @param unset the required settings that the stack file lacks; example values replace them */
export async function recordStack(
  { root, env }: Pick<Context, "root" | "env">,
  stack: string,
  unset: readonly Problem[],
): Promise<Recording> {
  const options = { projectDir: root, stack, env, computed: COMPLETED };
  if (unset.length === 0) return record(options);
  const { text, secrets } = withExamples(await readFile(stackFile(root, stack), "utf8"), unset);
  await using folder = await makeTemporaryFolder("stackmark-plan-");
  const configFile = join(folder.path, `Pulumi.${stack}.yaml`);
  await writeFile(configFile, text);
  return await record({ ...options, configFile, config: secrets });
}

/** Longest value that is shown whole. */
const MAX_VALUE = 100;

function valueText(value: unknown): string {
  const json = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null) return part;
    if ("$secret" in part) return "[secret]";
    return "$unknown" in part ? "[known after up]" : part;
  });
  const line = printable(json ?? "");
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE - 3)}...` : line;
}

/** A long text that is the same in every dynamic resource. */
const HIDDEN = new Set(["__provider"]);

/** Each resource under its parent, with its inputs and options. */
export function resourceTree({ resources }: Recording, unset: readonly Problem[] = []): string {
  const lines: string[] = [];
  const nameOf = (urn: string): string => resources.find((each) => each.urn === urn)?.name ?? urn;
  const write = (resource: RecordedResource, indent: string): void => {
    lines.push(`${indent}${resource.name}  ${resource.type}`);
    const inside = `${indent}    `;
    for (const [key, value] of Object.entries(resource.inputs))
      if (!HIDDEN.has(key)) lines.push(`${inside}${key}: ${valueText(readable(value))}`);
    const { deletedWith, aliases: _earlier, version: _version, ...options } = resource.options;
    if (deletedWith) lines.push(`${inside}[deletedWith ${nameOf(deletedWith)}]`);
    // Aliases and versions are the same for every resource of a class.
    for (const [key, value] of Object.entries(options)) lines.push(`${inside}[${key} ${valueText(value)}]`);
    if (resource.dependencies.length > 0)
      lines.push(`${inside}[after ${resource.dependencies.map(nameOf).sort().join(", ")}]`);
    for (const child of resources) if (child.parent === resource.urn) write(child, `${indent}  `);
  };
  for (const resource of resources) if (!resources.some(({ urn }) => urn === resource.parent)) write(resource, "");
  const count = resources.filter(({ kind }) => kind === "custom").length;
  const open = unset.map(({ path }) => path).join(", ");
  return [
    ...[...lines, "", `${count} resources would be created; nothing was created.`],
    ...(open === "" ? [] : [`Example values replace required settings that are missing: ${open}`]),
    "",
  ].join("\n");
}
