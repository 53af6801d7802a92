/** `--junit`: verdicts and thresholds in a file for a CI system. */
import { resolve } from "node:path";
import { Option } from "commander";
import { writeAtomic } from "../../base/atomic-file.ts";
import { junitXml, type TestSuite } from "../../base/junit.ts";
import { outputError } from "../errors.ts";
import { requireOutput } from "../home.ts";

export interface JunitOptions {
  junit?: string;
}

export const junitOption = (): Option =>
  new Option("--junit <file>", "write each verdict and threshold as a JUnit test case, for a CI system");

/** The file's path, before anything is measured. @throws {CliError} OUTPUT_NOT_WRITTEN */
export function junitFileOf({ junit }: JunitOptions): string | undefined {
  if (junit === undefined) return undefined;
  const path = resolve(junit);
  requireOutput(path);
  return path;
}

/** @throws {CliError} OUTPUT_NOT_WRITTEN */
export async function writeJunit(path: string, command: string, suites: readonly TestSuite[]): Promise<void> {
  try {
    await writeAtomic(path, junitXml(`stackmark ${command}`, suites), { mode: 0o644 });
  } catch (error) {
    throw outputError(path, error, "the runs stay in the archive");
  }
}
