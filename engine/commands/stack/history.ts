/** `stack history`: lists past updates, newest first. */
import type { Command } from "commander";
import { formatSeconds } from "../../display/text.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import type { UpdateInfo } from "../../state/history.ts";
import { shownConfig } from "../config/values.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, wholeNumber, withStackOptions, type StackOptions } from "../options.ts";
import { goTime, timeAgo } from "../format.ts";

interface HistoryOptions extends StackOptions {
  json?: boolean;
  showSecrets?: boolean;
  fullDates?: boolean;
  page: number;
  pageSize: number;
}

export function addStackHistory(parent: Command, io: Io): void {
  withStackOptions(parent.command("history").alias("hist"))
    .description("show the stack's past updates")
    .option("-j, --json", "print JSON")
    .option("--show-secrets", "show the configuration's secrets in plain text")
    .option("--full-dates", "show dates instead of relative times")
    .option("--page-size <n>", "number of updates per page; 0: all", wholeNumber, 10)
    .option("--page <n>", "page to show", wholeNumber, 1)
    .action((options: HistoryOptions) => history(options, io));
}

async function history(options: HistoryOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const page = Math.max(1, options.page);
  const { pageSize } = options;
  const updates = await workspace.state.history((page - 1) * pageSize, pageSize === 0 ? Infinity : pageSize);
  if (options.json) return printJson(io, await asJson(updates, workspace, options.showSecrets ?? false));
  if (updates.length === 0)
    return printLine(io.stdout, page > 1 ? `No stack updates found on page '${page}'` : "Stack has never been updated");
  for (const update of updates) for (const line of linesOf(update, options)) printLine(io.stdout, line);
}

function linesOf(update: UpdateInfo, { fullDates }: HistoryOptions): string[] {
  const { create = 0, delete: deleted = 0, update: updated = 0, same = 0 } = update.resourceChanges ?? {};
  const startedAt = new Date(update.startTime * 1000);
  const when = fullDates ? goTime(startedAt) : timeAgo(startedAt);
  const environment = Object.entries(update.environment).filter(([, value]) => value.trim() !== "");
  return [
    `Version: ${update.version ?? 0}`,
    `UpdateKind: ${update.kind}`,
    `Status: ${update.result}`,
    `Message: ${update.message}`,
    `+${create}-${deleted}~${updated} ${same} Updated ${when} took ${formatSeconds(update.endTime - update.startTime)}`,
    ...environment.sort().map(([key, value]) => `    ${key}: ${value}`),
    "",
  ];
}

const isoTime = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString();

const asJson = (updates: UpdateInfo[], workspace: Workspace, showSecrets: boolean) =>
  Promise.all(
    updates.map(async ({ version = 0, kind, startTime, message, environment, config, result, ...ended }) => ({
      ...{ version, kind, startTime: isoTime(startTime), message, environment },
      config: Object.fromEntries(
        await shownConfig(Object.entries(config) as [string, RawValue][], workspace, showSecrets),
      ),
      ...{ result, endTime: isoTime(ended.endTime), resourceChanges: ended.resourceChanges ?? {} },
    })),
  );
