/** `stack` alone: the stack's resources and outputs. */
import type { Command } from "commander";
import { nameOf } from "../../display/labels.ts";
import type { ResourceState } from "../../model.ts";
import { printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { table } from "../table.ts";
import { stackOutputs } from "../../state/outputs.ts";
import { printOutputs } from "./output.ts";

interface ShowOptions extends StackOptions {
  showName?: boolean;
  showIds?: boolean;
  showUrns?: boolean;
  showSecrets?: boolean;
}

export const withShowOptions = (command: Command): Command =>
  withStackOptions(command)
    .option("--show-name", "only the stack's name")
    .option("-i, --show-ids", "with the resources' IDs")
    .option("-u, --show-urns", "with the resources' URNs")
    .option("--show-secrets", "show secrets in plain text");

export async function showStack(options: ShowOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const { stack } = workspace.name;
  if (options.showName) return printLine(io.stdout, stack);
  const { manifest } = (await workspace.state.readFile()).deployment;
  const snapshot = await workspace.read();
  printLine(io.stdout, `Current stack is ${stack}:`);
  if (typeof manifest?.time === "string") printLine(io.stdout, `    Last updated: ${manifest.time}`);
  const { resources } = snapshot;
  printLine(io.stdout, `Current stack resources (${resources.length}):`);
  if (resources.length === 0) printLine(io.stdout, "    No resources currently in this stack");
  else for (const line of resourceTable(resources, options)) printLine(io.stdout, line);
  printLine(io.stdout);
  printOutputs(stackOutputs(snapshot), options.showSecrets ?? false, io);
}

function resourceTable(resources: readonly ResourceState[], { showIds, showUrns }: ShowOptions): string[] {
  const head = ["TYPE", "NAME", ...(showIds ? ["ID"] : []), ...(showUrns ? ["URN"] : [])];
  const rows = depthFirst(resources).map(({ resource, depth }) => [
    "  ".repeat(depth) + resource.type,
    nameOf(resource.urn),
    ...(showIds ? [resource.id ?? ""] : []),
    ...(showUrns ? [resource.urn] : []),
  ]);
  return table(head, rows, "    ");
}

/** A resource whose parent is gone stands at the top. */
function depthFirst(resources: readonly ResourceState[]): { resource: ResourceState; depth: number }[] {
  const urns = new Set(resources.map(({ urn }) => urn));
  const children = Map.groupBy(resources, ({ parent }) => (parent !== undefined && urns.has(parent) ? parent : ""));
  const walk = (parent: string, depth: number): { resource: ResourceState; depth: number }[] =>
    (children.get(parent) ?? []).flatMap((resource) => [{ resource, depth }, ...walk(resource.urn, depth + 1)]);
  return walk("", 0);
}
