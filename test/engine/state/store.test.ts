import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { devStack } from "./dev-stack.ts";
import { snapshotWith, thing, urnOf } from "./states.ts";

describe("a stack's state as it is saved", () => {
  const dev = devStack();
  const { save, text } = dev;

  it("a checkpoint is written only when something changed", async () => {
    await dev.state.withLock(dev.secrets, async (store) => {
      await store.save(snapshotWith(thing("a")));
      const first = await text();
      await store.save({ ...store.snapshot });
      assert.equal(await text(), first);
    });
  });

  it("saved resources are frozen, so that no later change is missed", async () => {
    const a = thing("a");
    await save(a);
    assert.throws(() => (a.delete = true), TypeError);
    assert.throws(() => ((a.outputs as Record<string, unknown>).out = 1), TypeError);
  });

  it("many concurrent saves write the last snapshot", async () => {
    const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
    await dev.state.withLock(dev.secrets, async (store) => {
      const saves = names.map((_, i) => store.save(snapshotWith(...names.slice(0, i + 1).map((name) => thing(name)))));
      await Promise.all(saves);
      assert.equal((await dev.state.read(dev.secrets)).resources.length, names.length + 2);
    });
  });

  it("a snapshot is taken when a write begins, once for all saves that wait for it", async () => {
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

  it("an inconsistent snapshot is written to another file, and the state file stays", async () => {
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

  it("a locked stack refuses a second holder, and is unlocked when the first one throws", async () => {
    await dev.state.withLock(dev.secrets, async () => {
      await assert.rejects(save(thing("b")), { code: "STATE_LOCKED" });
    });
    await assert.rejects(
      dev.state.withLock(dev.secrets, () => Promise.reject(new Error("boom"))),
      /boom/,
    );
    assert.deepEqual(await dev.state.locks(), []);
  });

  it("a holder whose lock was cancelled saves its state, and receives a problem at the end", async () => {
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
    assert.match(problems.join(), /was removed by others/);
  });
});
