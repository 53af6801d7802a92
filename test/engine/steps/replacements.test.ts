import assert from "node:assert/strict";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { type Decided, NONE, decide, goal, ops, state, urnOf } from "./decide.ts";

describe("step generator: replacements", () => {
  it("a replacement creates the new resource before it deletes the old one", () => {
    const decided = decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some", replaces: ["x"] });
    assert.deepEqual(ops(decided), ["create-replacement a", "replace a"]);
    assert.deepEqual(decided.steps[0]?.keys, ["x"]);
    assert.equal(decided.steps[0]?.pendingDelete, true);
  });

  it("a replacement's inputs are checked without the old ones", () => {
    const { requests } = decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some", replaces: ["x"] });
    const checks = requests.filter(({ kind }) => kind === "check").map(({ oldInputs }) => oldInputs);
    assert.deepEqual(checks, [{ x: 1 }, {}]);
  });

  it("a replacement deletes the old resource first if the program or the provider says so", () => {
    const expected = ["delete-replaced a", "replace a", "create-replacement a"];
    const changed = { changes: "some", replaces: ["x"] } as const;
    const [base, registered] = [[state("a", { x: 1 })], goal("a", { x: 2 })];
    assert.deepEqual(
      ops(decide(base, registered, { ...changed, replaces: ["x"], deleteBeforeReplace: true })),
      expected,
    );
    assert.deepEqual(
      ops(decide(base, { ...registered, deleteBeforeReplace: true }, { ...changed, replaces: ["x"] })),
      expected,
    );
  });

  it("the program's deleteBeforeReplace overrides the provider's", () => {
    const registered = goal("a", { x: 2 }, { deleteBeforeReplace: false });
    const answer = { changes: "some", replaces: ["x"], deleteBeforeReplace: true } as const;
    const decided = decide([state("a", { x: 1 })], registered, { ...answer, replaces: ["x"] });
    assert.deepEqual(ops(decided), ["create-replacement a", "replace a"]);
  });

  it("delete-before-replace deletes dependents that must be replaced too, but no others", () => {
    const dependency = { dependencies: [urnOf("a")] };
    const base = [
      state("a", { x: 1 }),
      state("b", { from: "a-1" }, { ...dependency, propertyDependencies: { from: [urnOf("a")] } }),
      state("c", {}, dependency),
    ];
    const decided = decide(base, goal("a", { x: 2 }), { changes: "some", replaces: ["x"], deleteBeforeReplace: true });
    assert.deepEqual(ops(decided), ["delete-replaced b", "delete-replaced a", "replace a", "create-replacement a"]);
    const registered = decided.requests.find(({ urn }) => urn === urnOf("b"));
    assert.equal(registered?.newInputs.from, "04da6b54-80e4-46f7-96ec-b56ff0331ba9");
  });

  it("delete-before-replace deletes a dependent whose provider lists replaced properties but reports no changes", () => {
    const base = [
      state("a", { x: 1 }),
      state("b", { from: "a-1" }, { dependencies: [urnOf("a")], propertyDependencies: { from: [urnOf("a")] } }),
    ];
    const generator = new StepGenerator(base, { stack: "dev", project: "shop", preview: false }, () => {});
    const generation = generateSteps(generator, goal("a", { x: 2 }, { deleteBeforeReplace: true }));
    let next = generation.next();
    while (!next.done) {
      const request = next.value as Decided["requests"][number];
      const changes = request.urn === urnOf("a") ? "some" : "none";
      next = generation.next(
        request.kind === "check" ? { inputs: request.newInputs, failures: [] } : { ...NONE, changes, replaces: ["x"] },
      );
    }
    const found = next.value.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
    assert.deepEqual(found, ["delete-replaced b", "delete-replaced a", "replace a", "create-replacement a"]);
  });

  it("a protected resource is not replaced", () => {
    const protect = { protect: true };
    const [base, registered] = [[state("a", { x: 1 }, protect)], goal("a", { x: 2 }, protect)];
    assert.throws(() => decide(base, registered, { changes: "some", replaces: ["x"] }), /marked for protection/);
  });
});
