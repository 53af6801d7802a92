import { runLoadCli } from "@stackmark/loadgen/cli";
import type { Context } from "../context.ts";

/** The generator brings its own options, display and signals. */
export function load(context: Context, args: string[]): Promise<number> {
  context.takeSignals();
  return runLoadCli(args, { stdout: process.stdout, stderr: process.stderr });
}
