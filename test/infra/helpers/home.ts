/** A home folder of the test's own, as STACKMARK_HOME, removed at the end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Registers hooks for a suite: each test gets an empty home.
 * @param end ends what a test started there, before the home is removed
 */
export function withHome(end: () => Promise<unknown> = () => Promise.resolve()): { readonly path: string } {
  const before = process.env.STACKMARK_HOME;
  let path = "";
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "stackmark-infra-"));
    process.env.STACKMARK_HOME = path;
  });
  afterEach(async () => {
    await end();
    rmSync(path, { recursive: true, force: true });
    if (before === undefined) delete process.env.STACKMARK_HOME;
    else process.env.STACKMARK_HOME = before;
  });
  return {
    get path() {
      return path;
    },
  };
}
