import assert from "node:assert/strict";
import { secret, UNKNOWN } from "../../../engine/values.ts";
import { STACK, done, failed, said, started, summary, urnOf } from "./events.ts";
import { show } from "./shown.ts";

describe("plain display", () => {
  it("the plain display has a line per event, then outputs, counts and duration", () => {
    const a = { name: "a", new: {} };
    const lines = show([
      started("create", STACK),
      started("create", a),
      done("create", a),
      done("create", { ...STACK, new: { url: "http://x", n: 1 } }),
      summary({ create: 2 }),
    ]);
    assert.deepEqual(lines, [
      "Updating (dev):",
      " +  pulumi:pulumi:Stack shop-dev creating (0s)",
      " +  test:Thing a creating (0s)",
      " +  test:Thing a created (1s)",
      " +  pulumi:pulumi:Stack shop-dev created (3s)",
      "",
      "Outputs:",
      "    n  : 1",
      '    url: "http://x"',
      "",
      "Resources:",
      "    + 2 created",
      "",
      "Duration: 4s",
    ]);
  });

  it("unchanged resources are counted, and only the stack is shown", () => {
    const lines = show([
      started("same", STACK),
      started("same", { name: "a", old: {}, new: {} }),
      done("same", { name: "a", old: {}, new: {} }),
      done("same", { ...STACK, old: {} }),
      summary({ same: 2 }),
    ]);
    assert.deepEqual(lines.slice(0, 5), [
      "Updating (dev):",
      "    pulumi:pulumi:Stack shop-dev",
      "",
      "Resources:",
      "    2 unchanged",
    ]);
  });

  it("changed properties are shown with a sign", () => {
    const about = {
      name: "a",
      old: { kept: 1, gone: 1, other: 1, __provider: "x" },
      new: { kept: 1, fresh: 1, other: 2, __provider: "y" },
    };
    const lines = show([started("update", about), summary({ update: 1 })]);
    assert.equal(lines[1], " ~  test:Thing a updating (0s) [diff: +fresh,-gone,~other]");
  });

  it("the steps of a replacement have separate lines and are counted once", () => {
    const about = { name: "a", old: { x: 1 }, new: { x: 2 } };
    const steps = ["create-replacement", "replace", "delete-replaced"] as const;
    const lines = show([...steps.flatMap((op) => [started(op, about), done(op, about)]), summary({ replace: 1 })]);
    assert.deepEqual(lines.slice(1, 7), [
      " ++ test:Thing a creating replacement (0s) [diff: ~x]",
      " ++ test:Thing a created replacement (1s) [diff: ~x]",
      " +- test:Thing a replacing (0s) [diff: ~x]",
      " +- test:Thing a replaced (1s) [diff: ~x]",
      " -- test:Thing a deleting original (0s) [diff: ~x]",
      " -- test:Thing a deleted original (1s) [diff: ~x]",
    ]);
    assert.ok(lines.includes("    +-1 replaced"));
  });

  it("outputs are compared with the old ones, and secrets are hidden", () => {
    const old = { gone: 1, same: [1], changed: "a", hidden: secret("before") };
    const next = { same: [1], changed: "b", fresh: { x: null }, hidden: secret("after"), later: UNKNOWN.string };
    const lines = show([done("same", { ...STACK, old, new: next }), summary({ same: 1 })]);
    assert.deepEqual(lines.slice(lines.indexOf("Outputs:") + 1, lines.indexOf("Resources:") - 1), [
      '  ~ changed: "a" => "b"',
      "  + fresh  : {",
      "        x: <null>",
      "    }",
      "  - gone   : 1",
      "  ~ hidden : [secret]",
      "  + later  : [unknown]",
      "    same   : [",
      "        [0]: 1",
      "    ]",
    ]);
    assert.doesNotMatch(lines.join(), /before|after/);
  });

  it("a display of problems only shows nothing else, and them at the end", () => {
    const a = { name: "a", new: {} };
    const events = [started("create", STACK), started("create", a), said("error", "no room", urnOf("a"))];
    const lines = show([...events, failed("create", a), summary({})], "up", { problemsOnly: true });
    assert.equal(lines[0], "Diagnostics:");
    assert.ok(lines.includes("    error: no room"));
    assert.ok(!lines.some((line) => /Updating|Resources:|creating/.test(line)));
    assert.deepEqual(
      show([started("create", a), done("create", a), summary({ create: 1 })], "up", { problemsOnly: true }),
      [],
    );
  });

  it("the brief display shows no outputs", () => {
    const events = [done("create", { ...STACK, new: { url: "x" } }), summary({ create: 1 })];
    assert.ok(show(events).includes("Outputs:"));
    assert.ok(!show(events, "up", { brief: true }).includes("Outputs:"));
  });

  it("the brief display does not say that the operation was canceled, which its caller says, and says why one failed", () => {
    const shown = (message: string, brief: boolean) =>
      show([started("create", STACK), said("error", message), summary({}, 1, "failed")], "up", { brief }).join("\n");
    assert.match(shown("update canceled", false), /update canceled/);
    assert.doesNotMatch(shown("update canceled", true), /canceled|Diagnostics/);
    assert.match(shown("update failed", true), /update failed/);
  });

  it("a preview shows planned operations", () => {
    const lines = show(
      [
        started("create", { name: "a" }, true),
        done("create", { name: "a" }),
        summary({ create: 1, same: 2, delete: 1 }, 4, "succeeded", true),
      ],
      "preview",
    );
    assert.deepEqual(lines.slice(0, 2), ["Previewing update (dev):", " +  test:Thing a create"]);
    assert.deepEqual(lines.slice(4, 7), ["    + 1 to create", "    - 1 to delete", "    2 changes. 2 unchanged"]);
  });

  it("providers of the program are shown, default providers are not", () => {
    const own = { name: "default_1_2", type: "pulumi:providers:cloud", new: {} };
    const explicit = { name: "west", type: "pulumi:providers:cloud", new: {} };
    const lines = show([
      started("create", own),
      done("create", own),
      started("create", explicit),
      summary({ create: 1 }),
    ]);
    assert.doesNotMatch(lines.join("\n"), /default_1_2/);
    assert.match(lines.join("\n"), /west creating/);
  });

  it("nothing is printed without events", () => {
    assert.deepEqual(show([]), []);
  });
});
