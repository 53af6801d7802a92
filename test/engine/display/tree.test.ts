import assert from "node:assert/strict";
import { colorsFor } from "../../../engine/display/colors.ts";
import { advance, initialProgress } from "../../../engine/display/progress.ts";
import { treeLines } from "../../../engine/display/tree.ts";
import type { EngineEvent } from "../../../engine/model.ts";
import { STACK, done, failed, said, started, urnOf, type About } from "./events.ts";

const colors = colorsFor(false, {});

function tree(events: EngineEvent[], size: { columns?: number; rows?: number } = {}): string[] {
  const progress = initialProgress();
  for (const event of events) advance(progress, event, 0);
  return treeLines(progress, { nowMs: 65_000, columns: 80, rows: 40, colors, ...size });
}

const node = { name: "node", new: {} };
const service = { name: "service", parent: urnOf("node"), new: {} };
const load = { name: "load", new: {} };

describe("live tree", () => {
  it("the tree shows children below their parents, with status, duration and last message", () => {
    const lines = tree([
      started("create", STACK),
      started("create", node),
      done("create", node),
      started("create", load),
      started("update", service),
      said("info#err", "200 users, 1234 requests/s", urnOf("load")),
    ]);
    assert.deepEqual(lines, [
      " +  Stack  shop-dev       creating (1m05s)",
      " +  ├─ Thing  node        created (0s)",
      " ~  │  └─ Thing  service  updating (1m05s)",
      " +  └─ Thing  load        creating (1m05s)  200 users, 1234 requests/s",
    ]);
  });

  it("unchanged resources are shown only with changed children or a message", () => {
    const same = (name: string) => [started("same", { name, new: {} }), done("same", { name, new: {} })];
    const lines = tree([
      started("same", STACK),
      ...same("quiet"),
      ...same("loud"),
      said("warning", "old API", urnOf("loud")),
      started("create", load),
    ]);
    assert.deepEqual(
      lines.map((line) => line.trim().replace(/ {2,}/g, " ")),
      ["Stack shop-dev", "├─ Thing loud 1 warning", "+ └─ Thing load creating (1m05s)"],
    );
  });

  it("all ancestors of a change are shown", () => {
    const grandchild = { name: "deep", parent: urnOf("service"), new: {} };
    const quiet = (about: About) => [started("same", about), done("same", about)];
    const lines = tree([...quiet(STACK), ...quiet(node), ...quiet(service), started("create", grandchild)]);
    assert.deepEqual(
      lines.map((line) => line.trim().replace(/ {2,}/g, " ")),
      ["Stack shop-dev", "└─ Thing node", "└─ Thing service", "+ └─ Thing deep creating (1m05s)"],
    );
  });

  it("the last message about a resource stays beside it when it is done, and that about the stack does not", () => {
    const events = [
      started("create", STACK),
      started("create", load),
      said("info#err", "0:10 left  42 req/s", urnOf("load")),
      said("info#err", "warming up"),
    ];
    assert.deepEqual(
      tree(events).map((line) => line.trim().replace(/ {2,}/g, " ")),
      ["+ Stack shop-dev creating (1m05s) warming up", "+ └─ Thing load creating (1m05s) 0:10 left 42 req/s"],
    );
    const ended = [
      ...events,
      said("info#err", "complete  42 req/s", urnOf("load")),
      done("create", load),
      done("create", STACK),
    ];
    assert.match(tree(ended).at(-1)!, /load {2,}created .* complete {2}42 req\/s$/);
    assert.doesNotMatch(tree(ended)[0]!, /warming up/);
  });

  it("a message that does not fit beside its resource is below it, where the terminal has room", () => {
    const events = [started("create", load), said("info#err", `${"x".repeat(40)} end`, urnOf("load"))];
    assert.deepEqual(
      tree(events, { columns: 60 }).map((line) => line.trim().replace(/ {2,}/g, " ")),
      ["+ Thing load creating (1m05s)", `${"x".repeat(40)} end`],
    );
    assert.equal(tree(events, { columns: 60, rows: 1 }).length, 1);
  });

  it("the tree fits into the terminal by hiding finished resources first", () => {
    const things = Array.from({ length: 30 }, (_, i) => ({ name: `t${i}`, new: {} }));
    const events = things.flatMap((about, i) => [
      started("create", about),
      ...(i === 3
        ? [said("error", "no", urnOf("t3")), failed("create", about)]
        : i < 25
          ? [done("create", about)]
          : []),
    ]);
    const lines = tree(events, { rows: 10, columns: 40 });
    assert.equal(lines.length, 10);
    assert.equal(lines.at(-1), "     … and 21 more");
    for (const name of ["t3", "t25", "t29"])
      assert.ok(
        lines.some((line) => line.includes(name)),
        name,
      );
    for (const line of lines) assert.ok(line.length < 40, line);
  });

  it("resources with cyclic parents are shown once", () => {
    const self = { name: "self", parent: urnOf("self"), new: {} };
    assert.equal(tree([started("create", self)]).length, 1);
  });

  it("the tree has colors, unless NO_COLOR is set", () => {
    assert.equal(colorsFor(true, {}).red("x") === "x", false);
    assert.equal(colorsFor(true, { NO_COLOR: "1" }).red("x"), "x");
    assert.equal(colorsFor(false, {}).red("x"), "x");
  });
});
