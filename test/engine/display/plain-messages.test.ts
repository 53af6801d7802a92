import assert from "node:assert/strict";
import { advance, initialProgress } from "../../../engine/display/progress.ts";
import { STACK, done, failed, said, started, summary, urnOf } from "./events.ts";
import { show } from "./shown.ts";

describe("messages in the plain display", () => {
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
});
