/** Tests the order in which resources are deleted. */
import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { deletionRounds } from "../../../engine/steps/delete.ts";
import type { DeleteStep } from "../../../engine/steps/step.ts";

const urnOf = (name: string) => `urn:pulumi:dev::shop::my:index:Thing::${name}`;

const resource = (name: string, ...dependencies: string[]): ResourceState => ({
  ...{ urn: urnOf(name), custom: true, id: name, type: "my:index:Thing" },
  dependencies: dependencies.map(urnOf),
});

const deletion = (old: ResourceState): DeleteStep => ({
  op: "delete",
  urn: old.urn,
  type: old.type,
  old,
  logical: true,
});

const named = (steps: { urn: string }[]): string[] => steps.map(({ urn }) => urn.split("::").at(-1) as string).sort();

describe("deletions", () => {
  it("deletions run in rounds, and resources without dependencies or dependents are deleted in the last one", () => {
    const state = [resource("a"), resource("alone"), resource("b", "a"), resource("c", "b"), resource("d", "a")];
    const rounds = deletionRounds(state, state.map(deletion));
    assert.deepEqual(
      rounds.map((round) => named(round.map(({ step }) => step))),
      [["c"], ["b", "d"], ["a", "alone"]],
    );
  });

  it("a deletion waits only for the deletions of its dependents", () => {
    const state = [resource("a"), resource("b", "a"), resource("kept", "a")];
    const steps = state.filter(({ id }) => id !== "kept").map(deletion);
    const all = deletionRounds(state, steps).flat();
    assert.deepEqual(
      all.map(({ step, after }) => [...named([step]), ...named(after)]),
      [["b"], ["a", "b"]],
    );
  });
});
