import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { UNKNOWN } from "../../../engine/values.ts";
import { type Decided, NONE, decide, goal, ops, state } from "./decide.ts";

describe("step generator: diffs", () => {
  it("a resource with a new provider is replaced only if DiffConfig says that the provider must be replaced", () => {
    const type = "pulumi:providers:my";
    const provider = (name: string): ResourceState => ({
      ...{ urn: `urn:pulumi:dev::shop::${type}::${name}`, type, custom: true, id: name, inputs: { region: name } },
    });
    const reference = (name: string) => `${provider(name).urn}::${name}`;
    const generator = (replaces: string[]): string[] => {
      const [old, next] = [provider("north"), provider("south")];
      const base = [old, state("a", { x: 1 }, { provider: reference("north") })];
      const made = new StepGenerator(base, { stack: "dev", project: "shop", preview: false }, () => {});
      made.news.set(next.urn, next);
      const generation = generateSteps(made, goal("a", { x: 1 }, { provider: reference("south") }));
      let step = generation.next();
      while (!step.done) {
        const request = step.value as Decided["requests"][number];
        const isConfig = request.type === type;
        if (isConfig) assert.deepEqual([request.urn, request.newInputs], [next.urn, { region: "south" }]);
        step = generation.next(
          request.kind === "check"
            ? { inputs: request.newInputs, failures: [] }
            : { ...NONE, changes: isConfig ? "some" : "none", replaces: isConfig ? replaces : [] },
        );
      }
      return step.value.map(({ op }) => op);
    };
    assert.deepEqual(generator([]), ["same"]);
    assert.deepEqual(generator(["region"]), ["create-replacement", "replace"]);
  });

  it("a resource of a replaced provider is replaced only if DiffConfig says that the provider must be replaced", () => {
    const type = "pulumi:providers:my";
    const urn = `urn:pulumi:dev::shop::${type}::p`;
    const provider: ResourceState = { urn, type, custom: true, id: "1", inputs: {} };
    const base = [provider, state("a", { x: 1 }, { provider: `${urn}::1` })];
    const generator = new StepGenerator(base, { stack: "dev", project: "shop", preview: false }, () => {});
    generator.updateOld(provider, { ...provider, delete: true });
    generator.news.set(urn, { ...provider, id: "2" });
    const generation = generateSteps(generator, goal("a", { x: 1 }, { provider: `${urn}::2` }));
    let next = generation.next();
    while (!next.done) {
      const { kind, newInputs } = next.value as Decided["requests"][number];
      next = generation.next(kind === "check" ? { inputs: newInputs, failures: [] } : NONE);
    }
    assert.deepEqual(
      next.value.map(({ op, new: registered }) => [op, registered?.provider]),
      [["same", `${urn}::2`]],
    );
  });

  it("the engine compares inputs if Diff returns DIFF_UNKNOWN", () => {
    const base = [state("a", { x: 1 })];
    assert.deepEqual(ops(decide(base, goal("a", { x: 1 }), { changes: "unknown" })), ["same a"]);
    const decided = decide(base, goal("a", { x: 2 }), { changes: "unknown" });
    assert.deepEqual(ops(decided), ["update a"]);
    assert.deepEqual(decided.steps[0]?.detailedDiff, { x: { diffKind: "update", inputDiff: true } });
  });

  it("a change of a property in replaceOnChanges replaces the resource", () => {
    const registered = goal("a", { x: { deep: 2 } }, { replaceOnChanges: ["x.deep"] });
    const decided = decide([state("a", { x: { deep: 1 } })], registered, { changes: "unknown" });
    assert.deepEqual(ops(decided), ["create-replacement a", "replace a"]);
  });

  it("a tainted resource is replaced, and its replacement is not tainted", () => {
    const { steps, requests } = decide([state("a", { x: 1 }, { taint: true })], goal("a", { x: 1 }));
    assert.deepEqual(
      steps.map(({ op, keys, new: next }) => [op, keys, next?.taint]),
      [
        ["create-replacement", ["id"], undefined],
        ["replace", ["id"], undefined],
      ],
    );
    assert.deepEqual(
      requests.map(({ kind, oldInputs }) => [kind, oldInputs]),
      [["check", {}]],
    );
  });

  it("a resource with init errors is replaced if replaceOnChanges contains #initerror, which the diffs then list", () => {
    const base = [state("a", { x: 1 }, { initErrors: ["not ready"] })];
    const registered = goal("a", { x: 2 }, { replaceOnChanges: ["#initerror"] });
    const { steps } = decide(base, registered, { changes: "unknown" });
    assert.deepEqual(steps[0]?.keys, ["#initerror"]);
    assert.deepEqual(steps[0]?.detailedDiff?.["#initerror"], { diffKind: "update-replace", inputDiff: false });
  });

  it("an invalid path in replaceOnChanges ends the deployment when the resource has changes", () => {
    const registered = goal("a", { x: 2 }, { replaceOnChanges: ["x["] });
    assert.deepEqual(ops(decide([state("a", { x: 1 })], registered)), ["same a"]);
    assert.throws(() => decide([state("a", { x: 1 })], registered, { changes: "some" }), /not a property path/);
  });

  it("an update is refused if a replacement trigger is unknown", () => {
    const unknown = goal("a", { x: 1 }, { replacementTrigger: UNKNOWN.string });
    const base = [state("a", { x: 1 }, { replacementTrigger: 1 })];
    assert.throws(() => decide(base, unknown), /trigger contains unknowns/);
    assert.deepEqual(ops(decide(base, unknown, {}, { preview: true })), ["create-replacement a", "replace a"]);
  });
});
