/** Tests the reasons for which an operation does not begin. */
import assert from "node:assert/strict";
import type { ResourceState } from "../../../engine/model.ts";
import { protectedExcludes, preconditionProblems } from "../../../engine/operations/preconditions.ts";

const urnOf = (name: string) => `urn:pulumi:dev::shop::my:index:Thing::${name}`;

const resource = (name: string, more: Partial<ResourceState> = {}): ResourceState => ({
  ...{ urn: urnOf(name), custom: true, id: name, type: "my:index:Thing" },
  ...more,
});

const messages = (...asked: Parameters<typeof preconditionProblems>): string[] =>
  preconditionProblems(...asked).map(({ message }) => message);

describe("an operation", () => {
  const state = [resource("a"), resource("b", { dependencies: [urnOf("a")], protect: true }), resource("c")];

  it("an unknown target is refused unless the program may create it; a pattern without a match is accepted", () => {
    for (const kind of ["destroy", "refresh"] as const) {
      const options = { targets: [urnOf("x"), "**::y"], excludes: [urnOf("z")] };
      assert.deepEqual(
        messages(kind, state, options),
        ["x", "z"].map((name) => `no resource named '${urnOf(name)}' found`),
      );
      assert.deepEqual(messages(kind, state, { targets: [urnOf("a")] }), []);
    }
    assert.deepEqual(messages("up", state, { targets: [urnOf("x")] }), []);
  });

  it("a destroy without the program is refused for resources with delete hooks", () => {
    const hooked = [resource("a", { resourceHooks: { BeforeDelete: ["bye"], AfterDelete: ["gone"] } })];
    assert.match(messages("destroy", hooked, {}).join(), /bye, gone/);
    assert.deepEqual(messages("refresh", hooked, {}), []);
  });

  it("a destroy that excludes protected resources keeps what they need", () => {
    assert.deepEqual(protectedExcludes(state).sort(), [urnOf("a"), urnOf("b")]);
  });
});
