/** Step generation alone: questions are answered from a table, and nothing runs. */
import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { Generation } from "../../../engine/steps/generation.ts";
import type { GenerationOptions } from "../../../engine/steps/generation.ts";
import type { Goal } from "../../../engine/steps/goal.ts";
import type { Answer, DiffAnswer, Question } from "../../../engine/steps/question.ts";
import { registerSteps } from "../../../engine/steps/register.ts";
import { Selection } from "../../../engine/steps/selection.ts";
import type { Step } from "../../../engine/steps/step.ts";
import { UNKNOWN } from "../../../engine/values.ts";
import type { Properties } from "../../../engine/values.ts";

const TYPE = "my:index:Thing";
const PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:my::default::1";
const urnOf = (name: string) => `urn:pulumi:dev::shop::${TYPE}::${name}`;

const goal = (name: string, inputs: Properties, more: Partial<Goal> = {}): Goal => ({
  ...{ type: TYPE, name, custom: true, inputs, provider: PROVIDER, dependencies: [], propertyDependencies: {} },
  ...{
    ignoreChanges: [],
    replaceOnChanges: [],
    hideDiff: [],
    additionalSecretOutputs: [],
    aliases: [],
    replaceWith: [],
  },
  ...more,
});

const state = (name: string, inputs: Properties, more: Partial<ResourceState> = {}): ResourceState => ({
  ...{ urn: urnOf(name), custom: true, id: `${name}-1`, type: TYPE, inputs, outputs: inputs, provider: PROVIDER },
  ...more,
});

const NONE: DiffAnswer = { changes: "none", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };

interface Decided {
  steps: Step[];
  questions: Exclude<Question, { kind: "steps" }>[];
  said: string[];
}

function decide(
  base: ResourceState[],
  asked: Goal,
  diff: Partial<DiffAnswer> = {},
  more: Partial<GenerationOptions> = {},
): Decided {
  const said: string[] = [];
  const questions: Decided["questions"] = [];
  const options = { stack: "dev", project: "shop", preview: false, ...more };
  const generation = new Generation(base, options, ({ message }) => said.push(message));
  const asking = registerSteps(generation, asked);
  let next = asking.next();
  while (!next.done) {
    const question = next.value;
    if (question.kind === "steps") {
      // What is imported is as the program asks for.
      next = asking.next({ ...(question.steps[0]?.new as ResourceState), id: asked.importId as string });
      continue;
    }
    questions.push(question);
    const answer: Answer =
      question.kind === "check" ? { inputs: question.newInputs, failures: [] } : { ...NONE, ...diff };
    next = asking.next(answer);
  }
  return { steps: next.value, questions, said };
}

const ops = ({ steps }: Decided): string[] => steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);

describe("step generation", () => {
  it("creates what is new", () => {
    const decided = decide([], goal("a", { x: 1 }));
    assert.deepEqual(ops(decided), ["create a"]);
    assert.deepEqual(
      decided.questions.map(({ kind }) => kind),
      ["check"],
    );
  });

  it("imports what is to be, and updates it where the program asks for something else", () => {
    const asked = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([], asked)), ["import a"]);
    assert.deepEqual(ops(decide([], asked, { changes: "some" })), ["import a", "update a"]);
    const replaced = decide([state("a", { x: 1 }, { id: "other" })], asked);
    assert.deepEqual(ops(replaced), ["import-replacement a", "replace a"]);
  });

  it("imports once: then the ID is that of the resource, or was when it was imported", () => {
    const asked = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([state("a", { x: 1 })], asked)), ["same a"]);
    const imported = state("a", { x: 1 }, { id: "/full/a-1", importID: "a-1" });
    assert.deepEqual(ops(decide([imported], asked)), ["same a"]);
  });

  it("does not replace what an `import` still stands for", () => {
    const asked = goal("a", { x: 2 }, { importId: "a-1" });
    const diff = { changes: "some", replaces: ["x"] } as const;
    assert.throws(() => decide([state("a", { x: 1 })], asked, { ...diff, replaces: ["x"] }), /x: 1 => 2/);
    const previewed = decide([state("a", { x: 1 })], asked, { ...diff, replaces: ["x"] }, { preview: true });
    assert.deepEqual(ops(previewed), ["create-replacement a", "replace a"]);
    assert.match(previewed.said.join(), /may not be replaced/);
  });

  it("leaves alone what the provider finds equal", () => {
    assert.deepEqual(ops(decide([state("a", { x: 1 })], goal("a", { x: 2 }))), ["same a"]);
  });

  it("updates what changed", () => {
    assert.deepEqual(ops(decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some" })), ["update a"]);
  });

  it("updates what failed to initialise although nothing changed", () => {
    assert.deepEqual(ops(decide([state("a", {}, { initErrors: ["not ready"] })], goal("a", {}))), ["update a"]);
  });

  it("replaces, the new one first", () => {
    const decided = decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some", replaces: ["x"] });
    assert.deepEqual(ops(decided), ["create-replacement a", "replace a"]);
    assert.deepEqual(decided.steps[0]?.keys, ["x"]);
    assert.equal(decided.steps[0]?.leavesOld, true);
  });

  it("computes a replacement's inputs without the old ones", () => {
    const { questions } = decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some", replaces: ["x"] });
    const checks = questions.filter(({ kind }) => kind === "check").map(({ oldInputs }) => oldInputs);
    assert.deepEqual(checks, [{ x: 1 }, {}]);
  });

  it("replaces, the old one first, when the program or the provider says so", () => {
    const expected = ["delete-replaced a", "replace a", "create-replacement a"];
    const changed = { changes: "some", replaces: ["x"] } as const;
    const [base, asked] = [[state("a", { x: 1 })], goal("a", { x: 2 })];
    assert.deepEqual(ops(decide(base, asked, { ...changed, replaces: ["x"], deleteBeforeReplace: true })), expected);
    assert.deepEqual(
      ops(decide(base, { ...asked, deleteBeforeReplace: true }, { ...changed, replaces: ["x"] })),
      expected,
    );
  });

  it("lets the program overrule the provider's order", () => {
    const asked = goal("a", { x: 2 }, { deleteBeforeReplace: false });
    const answer = { changes: "some", replaces: ["x"], deleteBeforeReplace: true } as const;
    const decided = decide([state("a", { x: 1 })], asked, { ...answer, replaces: ["x"] });
    assert.deepEqual(ops(decided), ["create-replacement a", "replace a"]);
  });

  it("takes along dependents that would be replaced too, but not those that only come after", () => {
    const dependency = { dependencies: [urnOf("a")] };
    const base = [
      state("a", { x: 1 }),
      state("b", { from: "a-1" }, { ...dependency, propertyDependencies: { from: [urnOf("a")] } }),
      state("c", {}, dependency),
    ];
    const decided = decide(base, goal("a", { x: 2 }), { changes: "some", replaces: ["x"], deleteBeforeReplace: true });
    assert.deepEqual(ops(decided), ["delete-replaced b", "delete-replaced a", "replace a", "create-replacement a"]);
    const asked = decided.questions.find(({ urn }) => urn === urnOf("b"));
    assert.equal(asked?.newInputs.from, "04da6b54-80e4-46f7-96ec-b56ff0331ba9");
  });

  it("refuses a second resource of the same URN", () => {
    const generation = new Generation([], { stack: "dev", project: "shop", preview: false }, () => {});
    generation.seen.add(urnOf("a"));
    assert.throws(() => registerSteps(generation, goal("a", {})).next(), /Duplicate resource URN/);
  });

  it("refuses to replace what is protected", () => {
    const protect = { protect: true };
    const [base, asked] = [[state("a", { x: 1 }, protect)], goal("a", { x: 2 }, protect)];
    assert.throws(() => decide(base, asked, { changes: "some", replaces: ["x"] }), /marked for protection/);
  });

  it("asks with the old values where changes are ignored", () => {
    const asked = goal("a", { x: 2, y: 2 }, { ignoreChanges: ["x"] });
    const { questions } = decide([state("a", { x: 1, y: 1 })], asked);
    for (const { newInputs } of questions) assert.deepEqual(newInputs, { x: 1, y: 2 });
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

  it("goes on with a resource under the name that it had before", () => {
    const decided = decide([state("old", { x: 1 })], goal("new", { x: 1 }, { aliases: [{ name: "old" }] }));
    assert.deepEqual(ops(decided), ["same new"]);
    assert.equal(decided.steps[0]?.old?.urn, urnOf("old"));
  });

  it("leaves what is not targeted under its old name, where its children find it", () => {
    const group = { type: "my:index:Group", custom: false };
    const old = { ...group, urn: "urn:pulumi:dev::shop::my:index:Group::old" };
    const selection = new Selection({ targets: [urnOf("other")] });
    const options = { stack: "dev", project: "shop", preview: false, selection };
    const generation = new Generation([old], options, () => {});
    const renamed = registerSteps(generation, goal("new", {}, { ...group, aliases: [{ name: "old" }] })).next();
    assert.deepEqual(
      (renamed.value as Step[]).map(({ op, urn }) => [op, urn]),
      [["same", old.urn]],
    );
    const child = registerSteps(generation, goal("child", {}, { parent: old.urn })).next();
    assert.equal((child.value as Step[])[0]?.skippedCreate, true);
  });

  it("checks a resource that claims another one's place, then ends", () => {
    const said: string[] = [];
    const options = { stack: "dev", project: "shop", preview: false };
    const generation = new Generation([state("old", {})], options, ({ message }) => said.push(message));
    generation.aliased.set(urnOf("old"), urnOf("first"));
    const asking = registerSteps(generation, goal("second", { x: 1 }, { aliases: [{ name: "old" }] }));
    const { value } = asking.next();
    assert.deepEqual([(value as Question).kind, said.length], ["check", 1]);
    assert.throws(() => asking.next({ inputs: { x: 1 }, failures: [] }), /second is invalid/);
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

  it("takes along a dependent whose provider names what would replace it, though it sees no change", () => {
    const base = [
      state("a", { x: 1 }),
      state("b", { from: "a-1" }, { dependencies: [urnOf("a")], propertyDependencies: { from: [urnOf("a")] } }),
    ];
    const generation = new Generation(base, { stack: "dev", project: "shop", preview: false }, () => {});
    const asking = registerSteps(generation, goal("a", { x: 2 }, { deleteBeforeReplace: true }));
    let next = asking.next();
    while (!next.done) {
      const question = next.value as Decided["questions"][number];
      const changes = question.urn === urnOf("a") ? "some" : "none";
      next = asking.next(
        question.kind === "check"
          ? { inputs: question.newInputs, failures: [] }
          : { ...NONE, changes, replaces: ["x"] },
      );
    }
    const found = next.value.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
    assert.deepEqual(found, ["delete-replaced b", "delete-replaced a", "replace a", "create-replacement a"]);
  });

  it("refuses a trigger that is unknown when it comes to it", () => {
    const unknown = goal("a", { x: 1 }, { replacementTrigger: UNKNOWN.string });
    const base = [state("a", { x: 1 }, { replacementTrigger: 1 })];
    assert.throws(() => decide(base, unknown), /trigger contains unknowns/);
    assert.deepEqual(ops(decide(base, unknown, {}, { preview: true })), ["create-replacement a", "replace a"]);
  });

  describe("in a destroy that runs the program", () => {
    const destroying = { destroys: true };

    it("leaves resources as they are, unchecked, and makes none", () => {
      const kept = decide([state("a", { x: 1 })], goal("a", { x: 2 }), {}, destroying);
      assert.deepEqual([ops(kept), kept.questions, kept.steps[0]?.new?.inputs], [["same a"], [], { x: 1 }]);
      const missing = decide([], goal("a", { x: 2 }), {}, destroying);
      assert.deepEqual([ops(missing), missing.steps[0]?.skippedCreate], [["same a"], true]);
    });

    it("registers components and providers as in an update", () => {
      const component = goal("a", {}, { custom: false, provider: "" });
      assert.deepEqual(ops(decide([], component, {}, destroying)), ["create a"]);
    });

    it("does without what needs something that is not made", () => {
      const generation = new Generation(
        [state("b", { x: 1 })],
        { stack: "dev", project: "shop", preview: false, ...destroying },
        () => {},
      );
      for (const asked of [goal("a", {}), goal("b", { x: 1 }, { dependencies: [urnOf("a")] })]) {
        const { value, done } = registerSteps(generation, asked).next();
        assert.equal(done, true);
        assert.equal(value[0]?.skippedCreate, true);
      }
      assert.deepEqual([...generation.leaving, generation.isOperatedOn(urnOf("b"))], [false]);
    });
  });

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
});
