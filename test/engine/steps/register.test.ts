/** Step generation alone: questions are answered from a table, and nothing runs. */
import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { Generation } from "../../../engine/steps/generation.ts";
import type { GenerationOptions } from "../../../engine/steps/generation.ts";
import type { Goal } from "../../../engine/steps/goal.ts";
import type { Answer, DiffAnswer, Question } from "../../../engine/steps/question.ts";
import { registerSteps } from "../../../engine/steps/register.ts";
import type { Step } from "../../../engine/steps/step.ts";
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
});
