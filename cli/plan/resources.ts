/** What the program would register for a stack: record mode, in which nothing is made. */
import { record, readable, type RecordedResource, type Recording } from "../../engine/record/index.ts";
import { printable } from "../terminal.ts";

export const recordStack = (root: string, stack: string, env: NodeJS.ProcessEnv): Promise<Recording> =>
  record({ projectDir: root, stack, env });

/** Of a value that no reader can take in. */
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

/** Long in every dynamic resource, and the same in each. */
const HIDDEN = new Set(["__provider"]);

/** Each resource under its parent, with its inputs and options. */
export function resourceTree({ resources }: Recording): string {
  const lines: string[] = [];
  const nameOf = (urn: string): string => resources.find((each) => each.urn === urn)?.name ?? urn;
  const write = (resource: RecordedResource, indent: string): void => {
    lines.push(`${indent}${resource.name}  ${resource.type}`);
    const inside = `${indent}    `;
    for (const [key, value] of Object.entries(resource.inputs))
      if (!HIDDEN.has(key)) lines.push(`${inside}${key}: ${valueText(readable(value))}`);
    const { deletedWith, aliases: _earlier, version: _version, ...options } = resource.options;
    if (deletedWith) lines.push(`${inside}[deletedWith ${nameOf(deletedWith)}]`);
    // Aliases and versions are those of each class: the same for every resource of it.
    for (const [key, value] of Object.entries(options)) lines.push(`${inside}[${key} ${valueText(value)}]`);
    if (resource.dependencies.length > 0)
      lines.push(`${inside}[after ${resource.dependencies.map(nameOf).sort().join(", ")}]`);
    for (const child of resources) if (child.parent === resource.urn) write(child, `${indent}  `);
  };
  for (const resource of resources) if (!resources.some(({ urn }) => urn === resource.parent)) write(resource, "");
  const count = resources.filter(({ kind }) => kind === "custom").length;
  return [...lines, "", `${count} resources would be made; nothing was.`, ""].join("\n");
}
