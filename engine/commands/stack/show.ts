/** `stack` without a subcommand: prints the resources of the stack as a tree, and its outputs. */
import { hostname } from "node:os";
import type { Command } from "commander";
import type { ResourceState } from "../../model.ts";
import { stackOutputs } from "../../resource/state.ts";
import { parseUrn, STACK_TYPE } from "../../resource/urn.ts";
import type { DeploymentFile } from "../../state/parse.ts";
import { goTime, table, timeAgo } from "../format.ts";
import { type Io, printLine } from "../io.ts";
import { openStack, type StackOptions, withStackOptions } from "../options.ts";
import { printOutputs } from "./output.ts";

interface ShowOptions extends StackOptions, TreeOptions {
  showName?: boolean;
  showSecrets?: boolean;
}

export const withShowOptions = (command: Command): Command =>
  withStackOptions(command)
    .option("--show-name", "print only the stack's name")
    .option("-i, --show-ids", "show the IDs of resources")
    .option("-u, --show-urns", "show the URNs of resources")
    .option("--show-secrets", "show secrets in plain text");

export async function showStack(options: ShowOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const { stack } = workspace.name;
  if (options.showName) return printLine(io.stdout, stack);
  const snapshot = await workspace.read();
  const { resources } = snapshot;
  const lines = [
    `Current stack is ${stack}:`,
    // Pulumi prints the host name for file backends.
    `    Managed by ${hostname()}`,
    ...lastUpdated((await workspace.state.readFile()).deployment),
    `Current stack resources (${resources.length}):`,
    ...(resources.length === 0 ? ["    No resources currently in this stack"] : resourceTree(resources, options)),
  ];
  for (const line of lines) printLine(io.stdout, line);
  if (resources.length > 0) {
    printLine(io.stdout);
    printOutputs(stackOutputs(snapshot), options.showSecrets ?? false, io);
  }
  printLine(io.stdout);
  printLine(io.stdout, "Use `pulumi stack select` to change stack; `pulumi stack ls` lists known ones");
}

function lastUpdated({ manifest }: DeploymentFile): string[] {
  if (typeof manifest?.time !== "string") return [];
  const time = new Date(manifest.time);
  return [`    Last updated: ${timeAgo(time)} (${goTime(time)})`];
}

export interface TreeOptions {
  showIds?: boolean;
  showUrns?: boolean;
}

interface Placed {
  resource: ResourceState;
  /** `│  ├─ ` and the like. */
  branch: string;
  /** Before the lines with its URN and ID. */
  margin: string;
}

const INDENT = "    ";

export function resourceTree(resources: readonly ResourceState[], options: TreeOptions): string[] {
  const placed = place(resources);
  const rows = placed.map(({ resource, branch }) => [branch + resource.type, parseUrn(resource.urn).name]);
  const [head = "", ...lines] = table(["TYPE", "NAME"], rows, INDENT);
  return [head, ...placed.flatMap((item, index) => [lines[index] ?? "", ...details(item, options)])];
}

function details({ resource: { urn, id }, margin }: Placed, { showIds, showUrns }: TreeOptions): string[] {
  const start = INDENT + margin;
  return [...(showUrns ? [`${start}URN: ${urn}`] : []), ...(showIds && id ? [`${start}ID: ${id}`] : [])];
}

/** Depth first below the stack. If there is no stack, or a parent is missing, in the order of the state. */
function place(resources: readonly ResourceState[]): Placed[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  const root = resources.find(({ type, parent }) => type === STACK_TYPE && !parent);
  if (!root || resources.some(({ parent }) => parent && !urns.has(parent)))
    return resources.map((resource) => ({ resource, branch: "", margin: "    " }));
  const children = Map.groupBy(
    resources.filter((resource) => resource !== root),
    ({ parent }) => parent || root.urn,
  );
  const walk = (resource: ResourceState, before: string, branch: string): Placed[] => {
    // A resource that is pending deletion has the URN of its replacement, which has the children.
    const below = resource.delete ? [] : (children.get(resource.urn) ?? []);
    const inner = before + (BELOW[branch] ?? "");
    const margin = inner + (below.length > 0 ? "│  " : "   ");
    return [
      { resource, branch: before + branch, margin },
      ...below.flatMap((child, index) => walk(child, inner, index === below.length - 1 ? "└─ " : "├─ ")),
    ];
  };
  return walk(root, "", "");
}

/** The continuation of each kind of branch in the lines below. */
const BELOW: Readonly<Record<string, string>> = { "├─ ": "│  ", "└─ ": "   " };
