import assert from "node:assert/strict";
import { requireNotExpired } from "../../../cli/budget/expiry.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { aCloudPlan, aCloudState } from "./stacks.ts";

const UP = Date.UTC(2026, 10, 30, 8);
const HOUR_MS = 3_600_000;

describe("expired stacks where the clouds' tools are not installed", () => {
  const home = temporaryFolder();
  const refuse = (nowMs: number) => {
    const context = { home: home.path, env: { PATH: home.path } };
    return requireNotExpired(context, aCloudPlan(), aCloudState(UP), nowMs);
  };

  it("an expired stack is refused with the fate of each machine, what it costs at least, and what to do", async () => {
    await refuse(UP + HOUR_MS);
    await assert.rejects(() => refuse(UP + 6 * HOUR_MS), {
      code: "STACK_EXPIRED",
      message:
        /^multicloud expired at 2026-11-30T12:00:00\.000Z, 2 h 0 min ago .*: Azure has stopped server \(not asked: az is not installed\); Google Cloud has deleted worker unless it was paused or resumed \(not asked: gcloud is not installed\)\. Its endpoints are dead\. Nothing was started\.\nWhat is left costs ≥ \$0\.01\d+ per hour\.\n.*`stackmark destroy multicloud`.*\n.*`stackmark up multicloud --renew`/,
    });
  });
});
