import assert from "node:assert/strict";
import type { DiffOptions } from "../../../../engine/display/diff/index.ts";
import { UNKNOWN } from "../../../../engine/values.ts";
import { said, summary } from "../events.ts";
import { THING, done, show, stackStep, started, state, step } from "./show.ts";

describe("display of --diff", () => {
  it("--diff shows each step below its parents, with properties and outputs, and a summary", () => {
    const inputs = { list: [1, { x: "y" }], name: "a", __provider: "internal" };
    const made = state({ id: "id-1", inputs, outputs: { ...inputs, address: "10.0.0.1" } });
    const { text } = show([
      started(stackStep("create", undefined, {})),
      started(
        step("create", { new: state({ inputs }), provider: "urn:pulumi:dev::shop::pulumi:providers:test::own::id" }),
      ),
      done(step("create", { new: made })),
      done(stackStep("create", undefined, { url: "http://x" })),
      summary({ create: 2 }),
    ]);
    assert.equal(
      text,
      [
        "Updating (dev):",
        "+ pulumi:pulumi:Stack: (create)",
        "    [urn=urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev]",
        "    + test:Thing: (create)",
        "        [urn=urn:pulumi:dev::shop::test:Thing::a]",
        "        [provider=urn:pulumi:dev::shop::pulumi:providers:test::own::id]",
        "        list      : [",
        "            [0]: 1",
        "            [1]: {",
        '                x: "y"',
        "            }",
        "        ]",
        '        name      : "a"',
        "        --outputs:--",
        '        address   : "10.0.0.1"',
        "    --outputs:--",
        '    url: "http://x"',
        "Resources:",
        "    + 2 created",
        "",
        "Duration: 4s",
        "",
      ].join("\n"),
    );
  });

  it("a replacement is one step, and several with --show-replacement-steps", () => {
    const sides = { old: state({ id: "1", inputs: { x: 1 } }), new: state({ inputs: { x: 2 } }) };
    const events = [
      started(step("create-replacement", { ...sides, logical: false })),
      started(step("replace", sides)),
      started(step("delete-replaced", { ...sides, new: null, logical: false })),
    ];
    const heads = (options: DiffOptions) => show(events, options).text.match(/^..test:Thing.*$/gm);
    assert.deepEqual(heads({}), ["+-test:Thing: (replace)"]);
    assert.deepEqual(heads({ showReplacementSteps: true }), [
      "++test:Thing: (create-replacement)",
      "+-test:Thing: (replace)",
      "--test:Thing: (delete-replaced)",
    ]);
  });

  it("unchanged resources are shown with --show-sames, or if their protection changes", () => {
    const same = (before: boolean, after: boolean) =>
      started(step("same", { old: state({ protect: before }), new: state({ protect: after }) }));
    assert.equal(show([same(true, true)]).text, "Updating (dev):\n");
    assert.match(show([same(false, true)]).text, /^ {2}test:Thing: \(same\) 🔒$/m);
    assert.match(show([same(true, false)]).text, /^ {2}test:Thing: \(same\) 🔓$/m);
    assert.match(show([same(false, false)], { showSames: true, urns: true }).text, /^ {2}urn:.*::a: \(same\)$/m);
  });

  it("a refresh shows only resources that it found changed", () => {
    const found = { old: state({ id: "1", outputs: { x: 1 } }), new: state({ id: "1", outputs: { x: 2 } }) };
    const { text } = show([
      started(step("refresh", { old: found.old, new: found.old })),
      done(step("update", found)),
      started(step("refresh", { old: state(), new: state() })),
      done(step("same", { old: state(), new: state() })),
    ]);
    assert.deepEqual(text.split("\n").slice(1, -1), [
      "~ test:Thing: (update)",
      "    [id=1]",
      `    [urn=${THING}]`,
      "  ~ x: 1 => 2",
    ]);
  });

  it("a preview does not show outputs that are not known yet", () => {
    const mark = "@isPulumiResource";
    const old = { url: "http://x", thing: { id: "1", name: "a" } };
    const next = { url: UNKNOWN.string, thing: { [mark]: true, id: UNKNOWN.string, name: "b", more: UNKNOWN.string } };
    const { text } = show([done(stackStep("same", old, next), true)]);
    assert.deepEqual(text.split("\n").slice(1, -1), [
      "    --outputs:--",
      "  ~ thing: {",
      '      ~ name: "a" => "b"',
      "    }",
    ]);
  });

  it("diagnostics are printed to the other stream", () => {
    const { text, errors } = show([said("info", "hello"), said("error", "broken\n")]);
    assert.deepEqual([text, errors], ["Updating (dev):\n", "hello\nerror: broken\n"]);
  });
});
