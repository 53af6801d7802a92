import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../../lab/phases/checks/check.ts";
import { notCovered, phaseTable, progressText } from "../../../lab/phases/summary-text.ts";
import { root } from "../../helpers/imports.ts";

describe("a rehearsal as text", () => {
  it("says how long what is left will take, at the pace of the phases before", () => {
    const two = ["single", "multinode"] as const;
    assert.equal(progressText(two, 0, 0), "single (1 of 2, about 7 min left)");
    assert.equal(progressText(two.slice(0, 1), 0, 0), "single (about 4 min left)");
    assert.equal(progressText(two, 1, 400_000), "multinode (2 of 2, about 8 min left)");
  });

  it("has a row for each phase, with what it did not reach", () => {
    const times = { readyMs: 130_000, firstLoadMs: 172_000, upMs: 293_000, destroyMs: 39_000 };
    const none = { readyMs: null, firstLoadMs: null, upMs: null, destroyMs: 9000 };
    const checks = [check("a", true, ""), check("b", false, "")];
    const text = phaseTable([
      { phase: "single", checks, times },
      { phase: "edge", checks: checks.slice(1), times: none },
    ]);
    assert.deepEqual(text.split("\n"), [
      "phase   checks held       ready  first load          up  destroyed in",
      "single       1 of 2  2 min 10 s  2 min 52 s  4 min 53 s          39 s",
      "edge         0 of 1           –           –           –           9 s",
    ]);
  });

  it("lists what only a cloud can show, as docs/lab.md does", () => {
    const list = notCovered(readFileSync(join(root, "docs/lab.md"), "utf8"));
    assert.ok(list.length > 5);
    assert.equal(list[0], "Latency, throughput and prices; how fast machines of a size are");
  });
});
