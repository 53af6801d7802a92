import { runLoadCli } from "@stackmark/loadgen/cli";
import { Command } from "commander";
import type { Context } from "../context.ts";

/** For the help texts only: `main` calls the function below. */
export const command = new Command("load").argument("<url>");

/** The load generator has its own options, display and signal handlers. */
export function load(context: Context, args: string[]): Promise<number> {
  const exitCode = runLoadCli(args, { stdout: process.stdout, stderr: process.stderr });
  context.takeOverSignals();
  return exitCode;
}
