/** Skipped tests. None is skipped without a reason. */
import { findOnPath } from "../../base/executable.ts";

/**
 * Skips the test that runs, or in `before` the tests of its suite, and prints why.
 * @param reason what is missing, and how to get it; none: nothing is skipped
 */
export function skipIf(context: Mocha.Context, reason: string | null | undefined): void {
  if (reason === null || reason === undefined) return;
  console.log(`      skipped: ${reason}`);
  context.skip();
}

/** @param uses what the test uses that only Linux has */
export function needsLinux(context: Mocha.Context, uses: string): void {
  skipIf(context, process.platform === "linux" ? null : `needs Linux, for ${uses}`);
}

/** @param debianPackage Default: of the same name */
export function needsProgram(context: Mocha.Context, program: string, debianPackage = program): void {
  const isInstalled = findOnPath(program, process.env) !== undefined;
  skipIf(context, isInstalled ? null : `${program} is not installed (Debian: apt-get install ${debianPackage})`);
}

export function needsPulumi(context: Mocha.Context): void {
  const isInstalled = findOnPath("pulumi", process.env) !== undefined;
  skipIf(context, isInstalled ? null : "the Pulumi CLI is not on PATH (https://www.pulumi.com/docs/install)");
}
