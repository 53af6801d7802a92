import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import type { Goal } from "../../../engine/resource/goal.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import { isSkippedCreate } from "../../../engine/steps/step.ts";
import type { Step } from "../../../engine/steps/step.ts";
import { decide, goal, NONE, ops, PROVIDER, state, urnOf } from "./decide.ts";

describe("step generator: a refresh that runs the program", () => {
  /** @param found what the provider reads for "a" */
  const refreshing = (refreshes: "first" | "only", base: ResourceState[], registered: Goal, found?: ResourceState) => {
    const generator = new StepGenerator(base, { stack: "dev", project: "shop", preview: false, refreshes }, () => {});
    const executed: Step[] = [];
    const generation = generateSteps(generator, registered);
    let next = generation.next();
    while (!next.done) {
      const request = next.value;
      if (request.kind === "steps") executed.push(...request.steps);
      if (request.kind === "steps") next = generation.next(found);
      else if (request.kind === "check") next = generation.next({ inputs: request.newInputs, failures: [] });
      else next = generation.next({ ...NONE, changes: "unknown" });
    }
    const shown = ({ op, urn }: Step) => `${op} ${urn.split("::").at(-1)}`;
    return { generator, executed, read: executed.map(shown), steps: next.value, ops: next.value.map(shown) };
  };
  const provider = PROVIDER.replace("default", "other");

  it("an update with refresh reads each resource first, with the registered provider", () => {
    const old = state("a", { x: 1 });
    const {
      read,
      ops: shown,
      steps,
      executed,
    } = refreshing("first", [old], goal("a", { x: 1 }, { provider }), state("a", { x: 2 }, { provider }));
    assert.deepEqual([read, shown], [["refresh a"], ["update a"]]);
    assert.deepEqual([executed[0]?.old, executed[0]?.provider, executed[0]?.new], [old, provider, undefined]);
    assert.deepEqual(steps[0]?.old?.inputs, { x: 2 });
  });

  it("an update with refresh creates deleted resources again, and reads only resources of the state", () => {
    const gone = refreshing("first", [state("a", { x: 1 })], goal("a", { x: 1 }));
    assert.deepEqual([gone.read, gone.ops], [["refresh a"], ["create a"]]);
    assert.equal(gone.generator.isOperatedOn(urnOf("a")), true);
    assert.deepEqual(refreshing("first", [], goal("a", { x: 1 })).read, []);
  });

  it("a refresh only reads, and keeps `external` and `taint` of the state", () => {
    const registered = goal("a", { x: 3 }, { protect: true });
    const old = state("a", { x: 1 }, { taint: true });
    const { executed, steps } = refreshing("only", [old], registered, state("a", { x: 2 }));
    assert.deepEqual(steps, executed);
    assert.deepEqual([steps[0]?.new?.protect, steps[0]?.new?.taint], [true, true]);
    for (const { ops: shown, steps: made } of [
      refreshing("only", [], registered),
      refreshing("only", [state("a", { x: 1 })], registered),
    ])
      assert.deepEqual([shown, made[0] && isSkippedCreate(made[0])], [["same a"], true]);
  });

  it("a refresh registers components and providers as in an update, unless they need a missing resource", () => {
    const component = goal("c", {}, { custom: false, provider: "", dependencies: [urnOf("a")] });
    const { generator } = refreshing("only", [], goal("a", {}));
    const lost = generateSteps(generator, component).next();
    assert.equal(isSkippedCreate((lost.value as Step[])[0]!), true);
    assert.deepEqual(refreshing("only", [], component).ops, ["create c"]);
  });
});

describe("step generator: a destroy that runs the program", () => {
  const destroying = { destroys: true };

  it("a destroy does not check or change registered resources, and creates none", () => {
    const kept = decide([state("a", { x: 1 })], goal("a", { x: 2 }), {}, destroying);
    assert.deepEqual([ops(kept), kept.requests, kept.steps[0]?.new?.inputs], [["same a"], [], { x: 1 }]);
    const missing = decide([], goal("a", { x: 2 }), {}, destroying);
    assert.deepEqual([ops(missing), missing.steps[0]?.skippedCreate], [["same a"], true]);
  });

  it("a destroy registers components and providers as in an update", () => {
    const component = goal("a", {}, { custom: false, provider: "" });
    assert.deepEqual(ops(decide([], component, {}, destroying)), ["create a"]);
  });

  it("a destroy skips resources that depend on one that is not created", () => {
    const generator = new StepGenerator(
      [state("b", { x: 1 })],
      { stack: "dev", project: "shop", preview: false, ...destroying },
      () => {},
    );
    for (const registered of [goal("a", {}), goal("b", { x: 1 }, { dependencies: [urnOf("a")] })]) {
      const { value, done } = generateSteps(generator, registered).next();
      assert.equal(done, true);
      assert.equal(value[0] && isSkippedCreate(value[0]), true);
    }
    assert.deepEqual([...generator.toDelete, generator.isOperatedOn(urnOf("b"))], [false]);
  });
});
