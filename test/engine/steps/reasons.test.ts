import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { Generation } from "../../../engine/steps/step-generator.ts";
import { registerSteps } from "../../../engine/steps/generate-steps.ts";
import { UNKNOWN } from "../../../engine/values.ts";
import { type Decided, NONE, decide, goal, ops, state } from "./decide.ts";

describe("step generation: reasons to replace", () => {
  it("replaces with its provider only where the new one cannot go on with what the old one made", () => {
    const type = "pulumi:providers:my";
    const provider = (name: string): ResourceState => ({
      ...{ urn: `urn:pulumi:dev::shop::${type}::${name}`, type, custom: true, id: name, inputs: { region: name } },
    });
    const reference = (name: string) => `${provider(name).urn}::${name}`;
    const generation = (replaces: string[]): string[] => {
      const [old, next] = [provider("north"), provider("south")];
      const base = [old, state("a", { x: 1 }, { provider: reference("north") })];
      const made = new Generation(base, { stack: "dev", project: "shop", preview: false }, () => {});
      made.news.set(next.urn, next);
      const asking = registerSteps(made, goal("a", { x: 1 }, { provider: reference("south") }));
      let step = asking.next();
      while (!step.done) {
        const question = step.value as Decided["questions"][number];
        const isConfig = question.type === type;
        if (isConfig) assert.deepEqual([question.urn, question.newInputs], [next.urn, { region: "south" }]);
        step = asking.next(
          question.kind === "check"
            ? { inputs: question.newInputs, failures: [] }
            : { ...NONE, changes: isConfig ? "some" : "none", replaces: isConfig ? replaces : [] },
        );
      }
      return step.value.map(({ op }) => op);
    };
    assert.deepEqual(generation([]), ["same"]);
    assert.deepEqual(generation(["region"]), ["create-replacement", "replace"]);
  });

  it("goes on with a provider that has itself been replaced, unless that cannot go on with what the old one made", () => {
    const type = "pulumi:providers:my";
    const urn = `urn:pulumi:dev::shop::${type}::p`;
    const provider: ResourceState = { urn, type, custom: true, id: "1", inputs: {} };
    const base = [provider, state("a", { x: 1 }, { provider: `${urn}::1` })];
    const generation = new Generation(base, { stack: "dev", project: "shop", preview: false }, () => {});
    generation.swap(provider, { ...provider, delete: true });
    generation.news.set(urn, { ...provider, id: "2" });
    const asking = registerSteps(generation, goal("a", { x: 1 }, { provider: `${urn}::2` }));
    let next = asking.next();
    while (!next.done) {
      const { kind, newInputs } = next.value as Decided["questions"][number];
      next = asking.next(kind === "check" ? { inputs: newInputs, failures: [] } : NONE);
    }
    assert.deepEqual(
      next.value.map(({ op, new: asked }) => [op, asked?.provider]),
      [["same", `${urn}::2`]],
    );
  });

  it("compares inputs itself when the provider cannot tell", () => {
    const base = [state("a", { x: 1 })];
    assert.deepEqual(ops(decide(base, goal("a", { x: 1 }), { changes: "unknown" })), ["same a"]);
    const decided = decide(base, goal("a", { x: 2 }), { changes: "unknown" });
    assert.deepEqual(ops(decided), ["update a"]);
    assert.deepEqual(decided.steps[0]?.detailedDiff, { x: { diffKind: "update", inputDiff: true } });
  });

  it("replaces on changes that the program names", () => {
    const asked = goal("a", { x: { deep: 2 } }, { replaceOnChanges: ["x.deep"] });
    const decided = decide([state("a", { x: { deep: 1 } })], asked, { changes: "unknown" });
    assert.deepEqual(ops(decided), ["create-replacement a", "replace a"]);
  });

  it("replaces what the state says is tainted, and leaves no taint", () => {
    const { steps, questions } = decide([state("a", { x: 1 }, { taint: true })], goal("a", { x: 1 }));
    assert.deepEqual(
      steps.map(({ op, keys, new: next }) => [op, keys, next?.taint]),
      [
        ["create-replacement", ["id"], undefined],
        ["replace", ["id"], undefined],
      ],
    );
    assert.deepEqual(
      questions.map(({ kind, oldInputs }) => [kind, oldInputs]),
      [["check", {}]],
    );
  });

  it("replaces what failed to initialise where the program says so, and tells it among the differences", () => {
    const base = [state("a", { x: 1 }, { initErrors: ["not ready"] })];
    const asked = goal("a", { x: 2 }, { replaceOnChanges: ["#initerror"] });
    const { steps } = decide(base, asked, { changes: "unknown" });
    assert.deepEqual(steps[0]?.keys, ["#initerror"]);
    assert.deepEqual(steps[0]?.detailedDiff?.["#initerror"], { diffKind: "update-replace", inputDiff: false });
  });

  it("ends for a path in replaceOnChanges that is none, as soon as there are changes", () => {
    const asked = goal("a", { x: 2 }, { replaceOnChanges: ["x["] });
    assert.deepEqual(ops(decide([state("a", { x: 1 })], asked)), ["same a"]);
    assert.throws(() => decide([state("a", { x: 1 })], asked, { changes: "some" }), /not a property path/);
  });

  it("refuses a trigger that is unknown when it comes to it", () => {
    const unknown = goal("a", { x: 1 }, { replacementTrigger: UNKNOWN.string });
    const base = [state("a", { x: 1 }, { replacementTrigger: 1 })];
    assert.throws(() => decide(base, unknown), /trigger contains unknowns/);
    assert.deepEqual(ops(decide(base, unknown, {}, { preview: true })), ["create-replacement a", "replace a"]);
  });
});
