import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "../context.ts";
import { isLocal } from "../engines/engine.ts";
import { stateDir } from "../home.ts";

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
    // Git tracks the files of the demo stacks.
    leavesStackFile: (projectDir, stack) => projectDir === context.root && isLocal(stack),

    signal: interrupts.signal,
    terminate: interrupts.terminate,
  });
}
