/** Which tests of the lab run here. */
import { missing } from "../../lab/setup/requirements.ts";

/** `all` also runs those that continuous integration has no time for. */
const WHICH = "STACKMARK_LAB_TESTS";

/**
 * For `before`: skips the suite where the lab cannot run, and says why.
 * @param minutes of a suite that runs only on request: how long it takes, roughly. Default: always
 */
export function needsLab(context: Mocha.Context, minutes?: number): void {
  const reasons = missing();
  if (minutes !== undefined && process.env[WHICH] !== "all")
    reasons.push(`it takes about ${minutes} minutes, so it runs only with ${WHICH}=all`);
  if (reasons.length === 0) return;
  console.log(`    skipped: ${reasons.join("; ")}`);
  context.skip();
}
