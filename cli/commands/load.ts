import { runLoadCli } from "@stackmark/loadgen/cli";
import type { Context } from "../context.ts";

/** The generator brings its own options, display and signals. */
export const load = (_context: Context, args: string[]): Promise<number> =>
  runLoadCli(args, { stdout: process.stdout, stderr: process.stderr });
