/** `up`, `preview`, `destroy`. */
import type { Command } from "commander";
import { destroy, preview, previewDestroy, up } from "../../index.ts";
import { EXIT } from "../errors.ts";
import type { Io } from "../io.ts";
import { removeStack } from "../stack/rm.ts";
import { addUnsupported } from "../unsupported.ts";
import { withReplaceOptions, withRunOptions, type RunOptions } from "./options.ts";
import { runOperation } from "./run.ts";

export function addOperations(program: Command, io: Io, exit: (code: number) => void): void {
  withReplaceOptions(withRunOptions(program.command("up").alias("update")))
    .description("make the resources that the program declares")
    .option("--preview-only", "only show what would be done")
    .action(async (options: RunOptions) =>
      exit(await runOperation(options.previewOnly ? PREVIEW : UP, { ...options, yes: accepts(options) }, io)),
    );
  withReplaceOptions(withRunOptions(program.command("preview").alias("pre")))
    .description("show what `up` would do")
    .action(async (options: RunOptions) => exit(await runOperation(PREVIEW, options, io)));
  withRunOptions(program.command("destroy").alias("down"))
    .description("delete all resources of the stack")
    .option("--preview-only", "only show what would be done")
    .option("--remove", "remove the stack and its file afterwards")
    .action(async (options: RunOptions & { remove?: boolean }) => {
      const operation = options.previewOnly ? PREVIEW_DESTROY : DESTROY;
      const code = await runOperation(operation, { ...options, yes: accepts(options) }, io);
      exit(code);
      if (options.remove && !options.previewOnly && code === EXIT.ok)
        await removeStack(undefined, { ...options, yes: true }, io);
    });
  addUnsupported(program, { refresh: "brings the state in line with what the providers see" });
}

const UP = { verb: "up", run: up } as const;
const PREVIEW = { verb: "preview", run: preview } as const;
const PREVIEW_DESTROY = { verb: "preview-destroy", run: previewDestroy } as const;
const DESTROY = { verb: "destroy", run: destroy } as const;

/** As Pulumi: skipping the preview is consent too. */
const accepts = ({ yes, skipPreview }: RunOptions): boolean => yes === true || skipPreview === true;
