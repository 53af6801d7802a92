import { runLoadCli } from "@stackmark/loadgen/cli";
import type { Context } from "../context.ts";

/** The load generator has its own options, display and signal handlers. */
export function load(context: Context, args: string[]): Promise<number> {
  const exitCode = runLoadCli(args, { stdout: process.stdout, stderr: process.stderr });
  context.takeOverSignals();
  return exitCode;
}
