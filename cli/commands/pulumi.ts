/** `stackmark pulumi ARGS`: the embedded engine with Pulumi's commands, flags and exit codes. */
import { pathToFileURL } from "node:url";
import { existsSync } from "node:fs";
import { stackFile, type Context } from "../context.ts";
import { stackFilesDir, stateDir } from "../engines/home.ts";
import { isLocal } from "../engines/pick.ts";
import { syncStackFile } from "../stack-files.ts";

export async function pulumi(context: Context, args: string[]): Promise<number> {
  const [{ pulumiCommand }, { listenForInterrupts }] = await Promise.all([
    import("@stackmark/engine/commands"),
    import("@stackmark/engine/io"),
  ]);
  using interrupts = listenForInterrupts(process.stderr);
  context.takeSignals();
  return await pulumiCommand(args, {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    // The state of `npm start`, unless another backend is asked for.
    env: { PULUMI_BACKEND_URL: pathToFileURL(stateDir(context.home)).href, ...context.env },
    cwd: process.cwd(),
    configFile: (projectDir, stack) => copyOfStackFile(context, projectDir, stack),
    signal: interrupts.signal,
    terminate: interrupts.terminate,
  });
}

/** The demo stacks' files are tracked, and the engine writes only their copies. */
async function copyOfStackFile(context: Context, projectDir: string, stack: string): Promise<string | undefined> {
  const original = stackFile(projectDir, stack);
  if (projectDir !== context.root || !isLocal(stack) || !existsSync(original)) return undefined;
  return syncStackFile(original, stackFilesDir(context.home));
}
