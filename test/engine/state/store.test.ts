import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { devStack } from "./dev-stack.ts";
import { snapshotWith, thing, urnOf } from "./states.ts";

describe("a stack's state as it is saved", () => {
  const dev = devStack();
  const { save, text } = dev;

  it("is written again only when something changed", async () => {
    await dev.state.withLock(dev.secrets, async (store) => {
      await store.save(snapshotWith(thing("a")));
      const first = await text();
      await store.save({ ...store.snapshot });
      assert.equal(await text(), first);
    });
  });

  it("refuses later changes of what was saved, so that none can be missed", async () => {
    const a = thing("a");
    await save(a);
    assert.throws(() => (a.delete = true), TypeError);
    assert.throws(() => ((a.outputs as Record<string, unknown>).out = 1), TypeError);
  });

  it("holds the last of many saves that were asked for at once", async () => {
    const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
    await dev.state.withLock(dev.secrets, async (store) => {
      const saves = names.map((_, i) => store.save(snapshotWith(...names.slice(0, i + 1).map((name) => thing(name)))));
      await Promise.all(saves);
      assert.equal((await dev.state.read(dev.secrets)).resources.length, names.length + 2);
    });
  });

  it("is asked for when a write begins, once for all saves that wait for it", async () => {
    await dev.state.withLock(dev.secrets, async (store) => {
      const asked: string[] = [];
      let newest = "a";
      const latest = () => {
        asked.push(newest);
        return snapshotWith(thing(newest));
      };
      const first = store.save(latest);
      await Promise.resolve();
      newest = "b";
      const rest = Array.from({ length: 9 }, () => store.save(latest));
      newest = "c";
      await Promise.all([first, ...rest]);
      assert.equal(asked.at(-1), "c");
      assert.ok(asked.length <= 2, `asked ${asked.length} times`);
      assert.ok((await text()).includes(urnOf("c")));
    });
  });

  it("stays as it was when a new one is inconsistent, which is kept aside", async () => {
    await save(thing("a"));
    const before = await text();
    await dev.state.withLock(dev.secrets, async (store) => {
      const orphan = thing("b", { parent: urnOf("nobody") });
      await assert.rejects(store.save(snapshotWith(orphan)), {
        code: "STATE_INCONSISTENT",
        message: /nobody is missing/,
      });
      assert.equal(await text(), before);
      assert.match(await readFile(dev.state.layout.rejectedFile, "utf8"), /nobody/);
      await store.save(snapshotWith(thing("a"), thing("c")));
    });
    assert.equal((await dev.state.read(dev.secrets)).resources.length, 4);
  });

  it("is refused to a second holder, and free again when the work throws", async () => {
    await dev.state.withLock(dev.secrets, async () => {
      await assert.rejects(save(thing("b")), { code: "STATE_LOCKED" });
    });
    await assert.rejects(
      dev.state.withLock(dev.secrets, () => Promise.reject(new Error("boom"))),
      /boom/,
    );
    assert.deepEqual(await dev.state.locks(), []);
  });

  it("is saved to the end by a holder whose lock was cancelled, who is told", async () => {
    const problems: string[] = [];
    await dev.state.withLock(
      dev.secrets,
      async (store) => {
        assert.equal(await dev.state.cancel(), 1);
        await store.save(snapshotWith(thing("a")));
      },
      { onUnlockProblem: (problem) => problems.push(problem) },
    );
    assert.equal((await dev.state.read(dev.secrets)).resources.length, 3);
    assert.match(problems.join(), /problem deleting the lock/);
  });
});
