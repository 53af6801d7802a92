/** `up`, `preview`, `refresh`, `destroy`. */
import type { Command } from "commander";
import { printLine, type Io } from "../io.ts";
import { removeStack } from "../stack/rm.ts";
import {
  withProtectOptions,
  withRefreshFirst,
  withReplaceOptions,
  withRunOptions,
  withShowSecrets,
  type RunOptions,
} from "./options.ts";
import { runOperation, type Operation, type OperationOutcome } from "./run.ts";

export function addOperations(program: Command, io: Io, exit: (code: number) => void): void {
  const start = async (operation: Operation, options: RunOptions): Promise<void> =>
    exit((await runOperation(operation, options, io)).exitCode);
  withProgramOptions(program.command("up").alias("update"))
    .description("create or update the resources of the program")
    .option("--preview-only", "only show the changes")
    .action((options: RunOptions) => start(options.previewOnly ? PREVIEW : UP, options));
  withUnusedConsent(withProgramOptions(program.command("preview").alias("pre")))
    .description("show what `up` would change")
    .action((options: RunOptions) => start(PREVIEW, options));
  withRunOptions(program.command("refresh"))
    .description("update the state to match the actual resources")
    .option("--preview-only", "only show the changes")
    .option("--clear-pending-creates", "remove pending creates from the state")
    .action((options: RunOptions) => start(options.previewOnly ? PREVIEW_REFRESH : REFRESH, options));
  withProtectOptions(withRefreshFirst(withRunOptions(program.command("destroy").aliases(["down", "dn"]))))
    .option("--exclude-protected", "do not delete protected resources and their dependencies")
    .description("delete all resources of the stack")
    .option("--preview-only", "only show the changes")
    .option("--remove", "remove the stack and its file afterwards")
    .action(async (options: DestroyOptions) => {
      if (options.previewOnly) return start(PREVIEW_DESTROY, options);
      const outcome = await runOperation(DESTROY, options, io);
      exit(outcome.exitCode);
      if (outcome.result === "succeeded") await afterDestroy(outcome, options, io);
    });
}

/** Reports what remains after a destroy, or removes the stack. */
async function afterDestroy(
  { stack, changes, kept = 0 }: OperationOutcome,
  options: DestroyOptions,
  io: Io,
): Promise<void> {
  const print = (text: string) => (options.json ? undefined : printLine(io.stdout, text));
  if (kept > 0) {
    const found = changes.delete
      ? "All unprotected resources were destroyed"
      : "There were no unprotected resources to destroy";
    return print(`${found}. There are still ${kept} protected resources associated with this stack.`);
  }
  if (options.target || options.targetReplace) return;
  if (options.remove) {
    await removeStack(undefined, { ...options, yes: true }, io);
    return print("The resources in the stack have been deleted, and the history and configuration removed.");
  }
  print(
    "The resources in the stack have been deleted, but the history and configuration associated with the stack are still maintained. \n" +
      `If you want to remove the stack completely, run \`pulumi stack rm ${stack}\`.`,
  );
}

interface DestroyOptions extends RunOptions {
  remove?: boolean;
}

/** A preview changes nothing, so it needs no consent. */
function withUnusedConsent(command: Command): Command {
  for (const option of command.options)
    if (option.long === "--yes" || option.long === "--skip-preview") option.description = "accepted, without effect";
  return command;
}

/** For operations that run the program. */
const withProgramOptions = (command: Command): Command =>
  withShowSecrets(withProtectOptions(withReplaceOptions(withRefreshFirst(withRunOptions(command)))));

// The engine is loaded on demand: other commands start in half the time without it.
const engine = () => import("../../index.ts");
const UP: Operation = { kind: "up", run: async (options) => (await engine()).up(options) };
const PREVIEW: Operation = { kind: "preview", run: async (options) => (await engine()).preview(options) };
const PREVIEW_DESTROY: Operation = {
  kind: "preview-destroy",
  run: async (options) => (await engine()).previewDestroy(options),
};
const REFRESH: Operation = { kind: "refresh", run: async (options) => (await engine()).refresh(options) };
const PREVIEW_REFRESH: Operation = {
  kind: "preview-refresh",
  run: async (options) => (await engine()).previewRefresh(options),
};
const DESTROY: Operation = { kind: "destroy", run: async (options) => (await engine()).destroy(options) };
