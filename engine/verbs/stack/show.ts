/** `stack` alone: the stack's resources and outputs. */
import { hostname } from "node:os";
import type { Command } from "commander";
import type { DeploymentFile } from "../../state/parse.ts";
import { stackOutputs } from "../../resource/state.ts";
import { printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { printOutputs } from "./output.ts";
import { resourceTree, type TreeOptions } from "./resource-tree.ts";
import { goTime, timeAgo } from "./time.ts";

interface ShowOptions extends StackOptions, TreeOptions {
  showName?: boolean;
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
  const snapshot = await workspace.read();
  const { resources } = snapshot;
  const lines = [
    `Current stack is ${stack}:`,
    // So Pulumi calls a backend of files.
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
