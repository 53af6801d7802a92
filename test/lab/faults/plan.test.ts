import assert from "node:assert/strict";
import { FAULTS } from "../../../lab/faults/catalog.ts";
import { planRuns } from "../../../lab/faults/plan.ts";

const count = Object.keys(FAULTS).length;

describe("the plan of faults", () => {
  it("the same seed gives the same runs, and another seed others", () => {
    assert.deepEqual(planRuns(7, 40), planRuns(7, 40));
    assert.notDeepEqual(planRuns(7, 40), planRuns(8, 40));
  });

  it("a run of a number is the same, however many follow", () => {
    assert.deepEqual(planRuns(3, 12).at(-1), planRuns(3, 40)[11]);
  });

  it("every fault comes once before one comes again", () => {
    for (const seed of [1, 2, 3])
      assert.equal(new Set(planRuns(seed, count).map(({ fault }) => fault)).size, count, `seed ${seed}`);
  });

  it("a fault strikes only operations that it may strike", () => {
    for (const { fault, operation } of planRuns(1, 200)) assert.ok(FAULTS[fault].operations.includes(operation), fault);
  });

  it("a stack is destroyed after a destroy was struck, and after a fault that no up can mend", () => {
    for (const { fault, operation, recovery } of planRuns(2, 200))
      if (operation === "destroy" || FAULTS[fault].isLasting === true) assert.equal(recovery, "destroy", fault);
  });

  it("a hasty operator interrupts creates, and destroys what there is", () => {
    for (const { operation, recovery, patienceMs } of planRuns(1, 50, { isHasty: true }))
      assert.deepEqual([operation, recovery, patienceMs], ["create", "destroy", 5000]);
  });

  it("only one kind of faults can be asked for", () => {
    assert.ok(planRuns(1, 20, { only: "interrupted" }).every(({ fault }) => fault === "interrupted"));
  });
});
