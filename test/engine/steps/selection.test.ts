/** Tests which resources an operation selects, and which unregistered ones it deletes. */
import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import type { ProviderResponse, ProviderRequest } from "../../../engine/steps/provider-requests.ts";
import { generateDeletes } from "../../../engine/steps/generate-deletes.ts";
import { Selection } from "../../../engine/steps/selection.ts";
import type { SelectionOptions } from "../../../engine/steps/selection.ts";

const urnOf = (name: string) => `urn:pulumi:dev::shop::my:index:Thing::${name}`;

const resource = (name: string, ...dependencies: string[]): ResourceState => ({
  ...{ urn: urnOf(name), custom: true, id: name, type: "my:index:Thing" },
  dependencies: dependencies.map(urnOf),
});

/** "c" depends on "b", and "b" on "a"; "d" is independent. */
const CHAIN = [resource("a"), resource("b", "a"), resource("c", "b"), resource("d")];

const named = (states: readonly { urn: string }[]): string[] =>
  states.map(({ urn }) => urn.split("::").at(-1) as string);

const covered = (options: SelectionOptions): string[] => {
  const selection = new Selection(options);
  return named(CHAIN.filter((state) => selection.covers(state)));
};

interface Unregistered {
  kept: string[];
  deleted: string[];
  diagnostics: string[];
  sawError: boolean;
}

/** Generates deletes after a program that registered nothing. */
function deletesOf(options: SelectionOptions, preview = false): Unregistered {
  const diagnostics: string[] = [];
  const selection = new Selection(options);
  const generator = new StepGenerator(CHAIN, { stack: "dev", project: "shop", preview, selection }, ({ message }) => {
    diagnostics.push(message);
  });
  const generation = generateDeletes(generator, new Set()) as Generator<
    ProviderRequest,
    { kept: []; deleted: [] },
    ProviderResponse
  >;
  const { value, done } = generation.next();
  if (!done) throw new Error("unexpected request to a provider");
  return { kept: named(value.kept), deleted: named(value.deleted), diagnostics, sawError: generator.sawError };
}

describe("the selection of an operation", () => {
  it("all resources are selected without targets and exclusions", () =>
    assert.deepEqual(covered({}), ["a", "b", "c", "d"]));

  it("targets are selected by URN or pattern, their dependents with --target-dependents", () => {
    assert.deepEqual(covered({ targets: [urnOf("b")] }), ["b"]);
    // Characters other than stars are literal.
    assert.deepEqual(covered({ targets: ["**::[bc]", "urn:pulumi:*::shop::**::d"] }), ["d"]);
    assert.deepEqual(covered({ targets: [urnOf("b")], targetDependents: true }), ["b", "c"]);
  });

  it("excluded resources are not selected, nor their dependents with --exclude-dependents", () => {
    assert.deepEqual(covered({ excludes: [urnOf("b")] }), ["a", "c", "d"]);
    assert.deepEqual(covered({ excludes: [urnOf("b")], excludeDependents: true }), ["a", "d"]);
  });

  it("resources of a targeted provider are selected in an update, but not in a refresh", () => {
    const provider = { urn: "urn:pulumi:dev::shop::pulumi:providers:my::p", type: "pulumi:providers:my", custom: true };
    const e = { ...resource("e"), provider: `${provider.urn}::id` };
    const selection = () => new Selection({ targets: [provider.urn], targetDependents: true });
    assert.equal(selection().covers(e), false);
    assert.equal(selection().includes(e), true);
  });

  it("dependents of a targeted resource that is always included, such as the stack, are selected", () => {
    const stack = { urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", type: "pulumi:pulumi:Stack" };
    const selection = new Selection({ targets: [stack.urn], targetDependents: true });
    assert.equal(selection.includes({ ...stack, custom: false }), true);
    assert.equal(selection.includes({ ...resource("e"), parent: stack.urn }), true);
  });

  it("unknown targets are listed, but not patterns without a match", () => {
    const selection = new Selection({ targets: [urnOf("a"), urnOf("x"), "**::nothing"] });
    assert.deepEqual(selection.unknownTargets(new Set(CHAIN.map(({ urn }) => urn))), [urnOf("x")]);
  });
});

describe("unregistered resources", () => {
  it("an unregistered resource is deleted", () => assert.deepEqual(deletesOf({}).deleted, ["a", "b", "c", "d"]));

  it("an excluded unregistered resource stays, with everything that it needs", () => {
    const { kept, deleted } = deletesOf({ excludes: [urnOf("b")] });
    assert.deepEqual(
      [kept, deleted],
      [
        ["a", "b"],
        ["c", "d"],
      ],
    );
  });

  it("an untargeted dependent is not deleted: a preview reports it and goes on, an update ends", () => {
    const targets = [urnOf("b")];
    assert.throws(() => deletesOf({ targets }), /delete untargeted resource/);
    const { deleted, diagnostics, sawError } = deletesOf({ targets }, true);
    assert.deepEqual([deleted, sawError], [["b", "c"], true]);
    assert.match(diagnostics.join(), /Thing::c' will be destroyed but was not specified/);
    assert.deepEqual(deletesOf({ targets, targetDependents: true }).deleted, ["b", "c"]);
  });
});
