import assert from "node:assert/strict";
import { exitsOf, FAULT_NAMES as NAMES, FAULTS, type FaultName } from "../../../lab/faults/catalog.ts";
import { planRuns } from "../../../lab/faults/plan.ts";

const count = NAMES.length;
const strikes = (operation: "create" | "destroy"): FaultName[] =>
  NAMES.filter((name) => FAULTS[name].operations.includes(operation) && FAULTS[name].needsEdge !== true).sort();

describe("the plan of faults", () => {
  it("the same seed gives the same runs, and another seed others", () => {
    assert.deepEqual(planRuns(7, 40), planRuns(7, 40));
    assert.notDeepEqual(planRuns(7, 40), planRuns(8, 40));
  });

  it("a run of a number is the same, however many follow", () => {
    for (const isHasty of [false, true])
      assert.deepEqual(planRuns(3, 12, { isHasty }).at(-1), planRuns(3, 40, { isHasty })[11]);
  });

  it("every fault comes once before one comes again", () => {
    for (const seed of [1, 2, 3])
      assert.equal(new Set(planRuns(seed, count).map(({ fault }) => fault)).size, count, `seed ${seed}`);
  });

  it("a fault strikes only operations that it may strike", () => {
    for (const isHasty of [false, true])
      for (const { fault, operation } of planRuns(1, 200, { isHasty }))
        assert.ok(FAULTS[fault].operations.includes(operation), fault);
  });

  it("a stack is destroyed after a destroy was struck, and after a fault that no up can mend", () => {
    for (const isHasty of [false, true])
      for (const { fault, operation, recovery } of planRuns(2, 200, { isHasty }))
        if (operation === "destroy" || FAULTS[fault].isLasting === true) assert.equal(recovery, "destroy", fault);
  });

  it("only one kind of faults can be asked for", () => {
    assert.ok(planRuns(1, 20, { only: "interrupted" }).every(({ fault }) => fault === "interrupted"));
  });
});

describe("the plan of a hasty operator", () => {
  it("creates and destroys are struck in turn, creates are interrupted, and the next run strikes what they leave", () => {
    const runs = planRuns(1, 50, { isHasty: true });
    assert.deepEqual(
      runs.map(({ operation }) => operation),
      runs.map((_, index) => (index % 2 === 0 ? "create" : "destroy")),
    );
    for (const { operation, recovery, patienceMs, fault } of runs) {
      assert.equal(patienceMs, 3000);
      if (operation === "create") assert.equal(recovery, fault === "machine-deleted" ? "destroy" : "leave");
    }
  });

  it("every fault of an operation comes once before one comes again", () => {
    const runs = planRuns(4, 2 * count, { isHasty: true });
    for (const operation of ["create", "destroy"] as const) {
      const own = runs.filter((run) => run.operation === operation).map(({ fault }) => fault);
      assert.deepEqual(own.slice(0, strikes(operation).length).sort(), strikes(operation));
    }
  });

  it("a fault that strikes one operation only is followed by nothing that needs another fault", () => {
    for (const run of planRuns(1, 5, { isHasty: true, only: "ssh-session-killed" }))
      assert.deepEqual([run.operation, run.recovery], ["create", "destroy"]);
    for (const run of planRuns(1, 5, { isHasty: true, only: "api-server-dead" }))
      assert.deepEqual([run.operation, run.recovery], ["destroy", "destroy"]);
  });
});

describe("how a struck operation may end", () => {
  it("a load that was disturbed may also be invalid", () => {
    assert.ok(exitsOf("kubelet-killed", "run").includes(98));
    assert.ok(!exitsOf("kubelet-killed", "change").includes(98));
  });

  it("a machine that cannot be reached is named by the exit code of what is left over", () => {
    assert.deepEqual(exitsOf("existing-machine-gone", "destroy"), [5]);
  });
});
