import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { createDisplay, type OperationKind } from "../../../engine/display/index.ts";
import { advance, initialProgress } from "../../../engine/display/progress.ts";
import type { EngineEvent } from "../../../engine/model.ts";
import { secret, UNKNOWN } from "../../../engine/values.ts";
import { STACK, done, failed, said, started, summary, urnOf } from "./events.ts";

/** The displayed text if the events arrive one second apart. */
function show(
  events: EngineEvent[],
  kind: OperationKind = "up",
  more: { brief?: boolean; problemsOnly?: boolean } = {},
): string[] {
  let text = "";
  const stream = new Writable({
    write: (chunk: Buffer, _, next) => {
      text += chunk.toString();
      next();
    },
  });
  let nowMs = 0;
  const display = createDisplay({ stream, isTty: false, kind, stack: "dev", env: {}, now: () => nowMs, ...more });
  for (const event of events) {
    display.event(event);
    nowMs += 1000;
  }
  display.close();
  display.close();
  return text.split("\n").slice(0, -1);
}

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

  it("a failure is shown at once, and with its whole message at the end", () => {
    const a = { name: "a", new: {} };
    const lines = show([
      started("create", a),
      said("error", "quota exceeded\n  twice", urnOf("a")),
      failed("create", a),
      summary({ create: 1 }, 4, "failed"),
    ]);
    assert.deepEqual(lines.slice(1), [
      " +  test:Thing a creating (0s)",
      " +  test:Thing a creating (1s) error: quota exceeded",
      " +  test:Thing a **creating failed** error: quota exceeded",
      "",
      "Diagnostics:",
      "  test:Thing (a):",
      "    error: quota exceeded",
      "      twice",
      "",
      "Resources:",
      "    + 1 created",
      "    1 errored",
      "",
      "Duration: 4s",
    ]);
  });

  it("messages about no resource are shown at the stack", () => {
    const lines = show([started("same", STACK), said("error", "update failed"), summary({})]);
    assert.equal(lines[1], "    pulumi:pulumi:Stack shop-dev error: update failed");
    assert.deepEqual(lines.slice(lines.indexOf("Diagnostics:") + 1).slice(0, 2), [
      "  pulumi:pulumi:Stack (shop-dev):",
      "    error: update failed",
    ]);
    assert.ok(lines.includes("    1 errored"));
    assert.ok(show([said("warning", "no stack yet")]).includes("  the engine:"));
  });

  it("messages that arrive before the stack are shown at the stack", () => {
    const lines = show([said("warning", "no stack yet"), started("same", STACK), said("error", "broken"), summary({})]);
    const from = lines.indexOf("Diagnostics:");
    assert.deepEqual(lines.slice(from, from + 4), [
      "Diagnostics:",
      "  pulumi:pulumi:Stack (shop-dev):",
      "    warning: no stack yet",
      "    error: broken",
    ]);
  });

  it("progress of a provider is shown as it arrives, and only its end is repeated", () => {
    const a = { name: "a", new: {} };
    const progress = Array.from({ length: 15 }, (_, i) => said("info#err", `level ${i}\n`, urnOf("a")));
    const lines = show([started("create", a), ...progress, done("create", a), summary({ create: 1 })]);
    assert.equal(lines[2], " +  test:Thing a creating (1s) level 0");
    const section = lines.slice(lines.indexOf("Diagnostics:"), lines.indexOf("Resources:"));
    assert.equal(section[2], "    (5 earlier lines)");
    assert.deepEqual([section[3], section.at(-2), section.length], ["    level 5", "    level 14", 14]);
  });

  it("ephemeral messages are not repeated", () => {
    const lines = show([started("create", { name: "a" }), said("info", "waiting", urnOf("a"), true), summary({})]);
    assert.equal(lines[2], " +  test:Thing a creating (1s) waiting");
    assert.ok(!lines.includes("Diagnostics:"));
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

  it("only the last informational messages are kept, but every problem", () => {
    const progress = initialProgress();
    for (let i = 0; i < 1000; i++) advance(progress, said("info#err", `line ${i}`, urnOf("a")), 0);
    for (let i = 0; i < 20; i++) advance(progress, said("error", `problem ${i}`, urnOf("a")), 0);
    const about = progress.messages.get(urnOf("a"));
    assert.deepEqual([about?.diagnostics.length, about?.omitted], [30, 990]);
  });

  it("control characters in texts are not printed", () => {
    const evil = "\u001b[2J\u001b]0;title\u0007red\u001b[31m\rover\u0008\u009b1A\u0000";
    const about = { name: `a${evil}`, new: {} };
    const lines = show([
      started("create", about),
      said("error", evil, urnOf(`a${evil}`)),
      done("create", { ...STACK, new: { [evil]: evil } }),
      summary({ create: 1 }),
    ]);
    // eslint-disable-next-line no-control-regex -- none of them may be there
    assert.doesNotMatch(lines.join(""), /[\u0000-\u001f\u007f-\u009f]/);
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
