/** `stack history`: what was done with the stack, newest first. */
import type { Command } from "commander";
import type { UpdateInfo } from "../../state/history.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";

interface HistoryOptions extends StackOptions {
  json?: boolean;
}

export function addStackHistory(parent: Command, io: Io): void {
  withStackOptions(parent.command("history"))
    .description("show the stack's past updates")
    .option("-j, --json", "as JSON")
    .action((options: HistoryOptions) => history(options, io));
}

async function history(options: HistoryOptions, io: Io): Promise<void> {
  const updates = await (await openStack(options, io)).state.history();
  if (options.json) return printJson(io, updates.map(asJson));
  if (updates.length === 0) return printLine(io.stdout, "Stack has never been updated");
  for (const [index, update] of updates.entries()) {
    printLine(io.stdout, `Version: ${updates.length - index}`);
    printLine(io.stdout, `UpdateKind: ${update.kind}`);
    printLine(io.stdout, `Status: ${update.result}`);
    printLine(io.stdout, `Updated: ${isoTime(update.startTime)} took ${update.endTime - update.startTime}s`);
    const changes = Object.entries(update.resourceChanges ?? {}).map(([op, count]) => `${op} ${count}`);
    if (changes.length > 0) printLine(io.stdout, `Resource changes: ${changes.join(", ")}`);
    printLine(io.stdout);
  }
}

const isoTime = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString();

const asJson = (update: UpdateInfo) => ({
  ...update,
  startTime: isoTime(update.startTime),
  endTime: isoTime(update.endTime),
  config: Object.fromEntries(
    Object.entries(update.config).map(([key, value]) => [
      key,
      typeof value === "string" ? { value, secret: false } : { secret: JSON.stringify(value).includes('"secure"') },
    ]),
  ),
});
