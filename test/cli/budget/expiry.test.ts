import assert from "node:assert/strict";
import { costInAll, costSoFar } from "../../../cli/budget/cost-text.ts";
import { expiryIn, isExpired } from "../../../cli/budget/expiry.ts";
import type { DeletionTimes } from "../../../cli/engines/deletions.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { aPlan } from "../../infra/helpers/builders.ts";
import { aCloudPlan, aCloudState, SERVER, WORKER } from "./stacks.ts";

const UP = Date.UTC(2026, 10, 30, 8);
const HOUR_MS = 3_600_000;

describe("expired stacks", () => {
  it("the state says when the stack was first up and when it expires", () => {
    assert.deepEqual(expiryIn(aCloudState(UP)), {
      upSinceMs: UP,
      expiresAtMs: UP + 4 * HOUR_MS,
      deployment: "0a1b2c3d",
    });
    assert.equal(expiryIn([]), undefined);
  });

  it("a stack is expired from that moment on", () => {
    const expiry = expiryIn(aCloudState(UP));
    assert.deepEqual(
      [UP, UP + 4 * HOUR_MS - 1, UP + 4 * HOUR_MS].map((nowMs) => isExpired(expiry, nowMs)),
      [false, false, true],
    );
    assert.equal(isExpired(undefined, UP), false);
  });
});

describe("what a stack has cost so far", () => {
  const home = temporaryFolder();
  const line = (nowMs: number) => costSoFar({ home: home.path }, aCloudPlan(), aCloudState(UP), nowMs).join("\n");

  it("is shown with its age, its rate, and the time until its machines shut down", () => {
    assert.match(
      line(UP + HOUR_MS),
      /^costs {2}\$0\.\d+ in 1 h 0 min, \$0\.\d+ per hour \(estimates, without traffic\); VMs shut down automatically in 3 h 0 min$/,
    );
    assert.match(line(UP + 5 * HOUR_MS), /; VMs have shut down automatically$/);
  });

  it("has no negative age in the first minute, although the expiry is rounded up to one", () => {
    assert.match(line(UP - 40_000), /^costs {2}\S+ in 0 ms, /);
  });

  it("is not shown for stacks that no cloud bills", () => {
    assert.deepEqual(costSoFar({ home: home.path }, aPlan(), []), []);
    assert.deepEqual(costSoFar({ home: home.path }, aCloudPlan(), []), []);
  });
});

describe("what a destroyed stack has cost", () => {
  const home = temporaryFolder();
  const text = (deletedMs: DeletionTimes | undefined, plan = aCloudPlan(), nowMs = UP + HOUR_MS) =>
    costInAll({ home: home.path }, plan, aCloudState(UP), deletedMs, nowMs);

  it("is said for the time from its first `up` until it was destroyed", () => {
    assert.match(text(new Map()), /^cost \$0\.\d+ in 1 h 0 min$/);
  });

  it("is said for no negative time in the first minute, although the expiry is rounded up to one", () => {
    assert.match(text(new Map(), aCloudPlan(), UP - 40_000), / in 0 ms$/);
  });

  it("is an upper bound if nobody knows when its resources were deleted", () => {
    assert.match(text(undefined), /^cost at most \$0\.\d+ in 1 h 0 min$/);
  });

  it("is a lower bound while a price is unknown", () => {
    assert.match(text(undefined, aCloudPlan({}, [{ ...SERVER, region: "japaneast" }, WORKER])), /^cost ≥ \$0\.\d+ in/);
  });

  it("is not said for stacks that no cloud bills", () => {
    assert.equal(costInAll({ home: home.path }, aPlan(), [], new Map()), "");
  });
});
