import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command } from "commander";
import type { Context } from "../context.ts";
import { isLocal } from "../engines/pick.ts";
import { stackFilesDir, stateDir } from "../home.ts";
import { syncStackFile } from "../stacks/copies.ts";
import { stackFile } from "../stacks/names.ts";

/** For the help texts only: `main` calls the function below. */
export const command = new Command("pulumi").argument("<args...>");

/** Pulumi's commands, flags and exit codes, on the embedded engine, in `dir` or the working directory. */
export async function pulumi(context: Context, args: string[], dir = process.cwd()): Promise<number> {
  const [{ pulumiCommand }, { listenForInterrupts }] = await Promise.all([
    import("@stackmark/engine/commands"),
    import("@stackmark/engine/io"),
  ]);
  using interrupts = listenForInterrupts(process.stderr);
  context.takeOverSignals();
  return await pulumiCommand(args, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    // The state of `npm start`, unless another backend is set.
    env: { PULUMI_BACKEND_URL: pathToFileURL(stateDir(context.home)).href, ...context.env },
    cwd: resolve(dir),
    home: context.home,
    configFile: (projectDir, stack) => copyOfStackFile(context, projectDir, stack),
    signal: interrupts.signal,
    terminate: interrupts.terminate,
  });
}

/** Git tracks the files of the demo stacks, so the engine writes copies of them. */
async function copyOfStackFile(context: Context, projectDir: string, stack: string): Promise<string | undefined> {
  const original = stackFile(projectDir, stack);
  if (projectDir !== context.root || !isLocal(stack) || !existsSync(original)) return undefined;
  return syncStackFile(original, stackFilesDir(context.home));
}
