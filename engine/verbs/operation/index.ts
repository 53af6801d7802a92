/** `up`, `preview`, `refresh`, `destroy`. */
import type { Command } from "commander";
import { EXIT } from "../errors.ts";
import type { Io } from "../io.ts";
import { removeStack } from "../stack/rm.ts";
import {
  withProtectOptions,
  withoutProgramFlag,
  withRefreshFirst,
  withReplaceOptions,
  withRunOptions,
  withShowSecrets,
  type RunOptions,
} from "./options.ts";
import { runOperation, type Operation } from "./run.ts";

export function addOperations(program: Command, io: Io, exit: (code: number) => void): void {
  const start = async (operation: Operation, options: RunOptions): Promise<void> =>
    exit(await runOperation(operation, { ...options, yes: accepts(options) }, io));
  withProgramOptions(program.command("up").alias("update"))
    .description("make the resources that the program declares")
    .option("--preview-only", "only show what would be done")
    .action((options: RunOptions) => start(options.previewOnly ? PREVIEW : UP, options));
  withProgramOptions(program.command("preview").alias("pre"))
    .description("show what `up` would do")
    .action((options: RunOptions) => start(PREVIEW, options));
  withoutProgramFlag(withRunOptions(program.command("refresh")))
    .description("make the state say what providers find")
    .option("--preview-only", "only show what would be done")
    .option("--clear-pending-creates", "forget creates that were cut off")
    .action((options: RunOptions) => start(options.previewOnly ? PREVIEW_REFRESH : REFRESH, options));
  withProtectOptions(withRefreshFirst(withRunOptions(program.command("destroy").alias("down"))))
    .option("--exclude-protected", "all but protected resources and what they need")
    .option("--run-program", "run the program too, for its providers and hooks")
    .description("delete all resources of the stack")
    .option("--preview-only", "only show what would be done")
    .option("--remove", "remove the stack and its file afterwards")
    .action(async (options: RunOptions & { remove?: boolean }) => {
      if (options.previewOnly) return start(PREVIEW_DESTROY, options);
      const code = await runOperation(DESTROY, { ...options, yes: accepts(options) }, io);
      exit(code);
      if (options.remove && code === EXIT.ok) await removeStack(undefined, { ...options, yes: true }, io);
    });
}

/** For operations that run the program. */
const withProgramOptions = (command: Command): Command =>
  withoutProgramFlag(
    withShowSecrets(withProtectOptions(withReplaceOptions(withRefreshFirst(withRunOptions(command))))),
  );

// The engine is loaded only when it runs: the other verbs start in half the time without it.
const engine = () => import("../../index.ts");
const UP: Operation = { verb: "up", run: async (options) => (await engine()).up(options) };
const PREVIEW: Operation = { verb: "preview", run: async (options) => (await engine()).preview(options) };
const PREVIEW_DESTROY: Operation = {
  verb: "preview-destroy",
  run: async (options) => (await engine()).previewDestroy(options),
};
const REFRESH: Operation = { verb: "refresh", run: async (options) => (await engine()).refresh(options) };
const PREVIEW_REFRESH: Operation = {
  verb: "preview-refresh",
  run: async (options) => (await engine()).previewRefresh(options),
};
const DESTROY: Operation = { verb: "destroy", run: async (options) => (await engine()).destroy(options) };

/** As Pulumi: skipping the preview is consent too. */
const accepts = ({ yes, skipPreview }: RunOptions): boolean => yes === true || skipPreview === true;
