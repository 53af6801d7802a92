/** Which tests of the lab, and of its hosts, run here. */
import { hostsImpossible } from "../../lab/hosts/impossible.ts";
import { missing } from "../../lab/setup/requirements.ts";
import { skipIf } from "./skip.ts";

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
  skipIf(context, reasons.length === 0 ? null : reasons.join("; "));
}

/**
 * For `before`: skips the suite where this machine cannot run hosts, and says why.
 * @param also programs that the suite needs, by the package that has them
 */
export function needsHosts(context: Mocha.Context, also?: Parameters<typeof hostsImpossible>[0]): void {
  skipIf(context, hostsImpossible(also));
}
