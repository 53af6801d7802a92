import assert from "node:assert/strict";
import { readFile, readdir, rename, utimes, writeFile } from "node:fs/promises";
import { newSecretsProvider, type SecretsProvider } from "../../../engine/secrets/provider.ts";
import { openBackend } from "../../../engine/state/backend.ts";
import type { StackState } from "../../../engine/state/stack.ts";
import { emptySnapshot } from "../../../engine/model.ts";
import { secret } from "../../../engine/values.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { snapshotWith, thing, urnOf } from "./states.ts";

describe("a stack's state", () => {
  const folder = temporaryFolder();
  let secrets: SecretsProvider;
  let state: StackState;
  before(async () => (secrets = await newSecretsProvider("test")));
  beforeEach(async () => {
    state = (await openBackend(folder.path)).stack("shop", "dev");
    await state.create(secrets);
  });

  const text = () => readFile(state.layout.stateFile, "utf8");
  const save = (...things: ReturnType<typeof thing>[]) =>
    state.withLock(secrets, (store) => store.save(snapshotWith(...things)));

  it("is empty at first, and made only once", async () => {
    assert.deepEqual(await state.read(secrets), emptySnapshot());
    await assert.rejects(state.create(secrets), { code: "STATE_STACK_EXISTS" });
    assert.deepEqual(await (await openBackend(folder.path)).stacks(), [{ project: "shop", stack: "dev" }]);
  });

  it("comes back as it was saved, with its pending operations", async () => {
    const saved = {
      ...snapshotWith(thing("a", { inputs: { password: secret("hush") } })),
      pendingOperations: [{ resource: thing("b"), type: "creating" as const }],
      metadata: { any: "thing" },
    };
    await state.withLock(secrets, (store) => store.save(saved));
    assert.deepEqual(await state.read(secrets), saved);
  });

  it("is one line of JSON in the field order of the Pulumi CLI", async () => {
    await save(thing("a", { outputs: { z: 1, a: 2 }, protect: false, dependencies: [] }));
    assert.match(
      await text(),
      /^\{"version":3,"checkpoint":\{"stack":"organization\/shop\/dev","latest":\{"manifest":\{"time":"[^"]+","magic":"","version":""\},"secrets_providers":\{"type":"passphrase","state":\{"salt":"[^"]+"\}\},"resources":\[.*\],"metadata":\{\}\}\}\}$/,
    );
    const [, , a = ""] = (await text()).split(/(?=\{"urn":)/).slice(1);
    assert.match(
      a,
      /^\{"urn":"[^"]+","custom":true,"id":"a-1","type":"test:index:Thing","inputs":\{"name":"a"\},"outputs":\{"a":2,"z":1\},"parent":"[^"]+","provider":"[^"]+"\}/,
    );
  });

  it("carries along what it does not know", async () => {
    await save(thing("a", { fromTheFuture: { x: 1 } }));
    const changed = (await text())
      .replace('"version":3,', '"version":4,"features":["later"],')
      .replace('"metadata":{}', '"metadata":{},"alsoLater":[1]');
    await writeFile(state.layout.stateFile, changed);
    await state.withLock(secrets, (store) =>
      store.save({ ...store.snapshot, resources: [...store.snapshot.resources, thing("b")] }),
    );
    const written = await text();
    for (const part of ['"features":["later"]', '"fromTheFuture":{"x":1}', '"alsoLater":[1]'])
      assert.ok(written.includes(part), part);
  });

  it("has no secret in clear in any of its files", async () => {
    const hush = thing("a", {
      inputs: { list: [secret("needle")] },
      outputs: { deep: { er: secret({ x: "needle" }) } },
    });
    const cut = { resource: { ...hush, urn: urnOf("b") }, type: "updating" as const };
    await state.withLock(secrets, async (store) => {
      await store.save({ ...snapshotWith(hush), pendingOperations: [cut] });
      await store.save(snapshotWith(hush, thing("c")));
      const info = {
        kind: "update",
        startTime: 1,
        endTime: 2,
        message: "",
        environment: {},
        result: "failed",
      } as const;
      await state.recordUpdate({ ...info, config: { "shop:key": { secure: secrets.encrypt("needle") } } });
    });
    const files = (await readdir(folder.path, { recursive: true, withFileTypes: true })).filter((f) => f.isFile());
    const texts = await Promise.all(files.map((f) => readFile(`${f.parentPath}/${f.name}`, "utf8")));
    assert.ok(files.length >= 6, `${files.length} files`);
    for (const content of texts) assert.doesNotMatch(content, /needle/);
  });

  it("is written again only when something changed", async () => {
    await state.withLock(secrets, async (store) => {
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
    await state.withLock(secrets, async (store) => {
      const saves = names.map((_, i) => store.save(snapshotWith(...names.slice(0, i + 1).map((name) => thing(name)))));
      await Promise.all(saves);
      assert.equal((await state.read(secrets)).resources.length, names.length + 2);
    });
  });

  it("is asked for when a write begins, once for all saves that wait for it", async () => {
    await state.withLock(secrets, async (store) => {
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
    await state.withLock(secrets, async (store) => {
      const orphan = thing("b", { parent: urnOf("nobody") });
      await assert.rejects(store.save(snapshotWith(orphan)), {
        code: "STATE_INCONSISTENT",
        message: /nobody is missing/,
      });
      assert.equal(await text(), before);
      assert.match(await readFile(state.layout.rejectedFile, "utf8"), /nobody/);
      await store.save(snapshotWith(thing("a"), thing("c")));
    });
    assert.equal((await state.read(secrets)).resources.length, 4);
  });

  it("is refused to a second holder, and free again when the work throws", async () => {
    await state.withLock(secrets, async () => {
      await assert.rejects(save(thing("b")), { code: "STATE_LOCKED" });
    });
    await assert.rejects(
      state.withLock(secrets, () => Promise.reject(new Error("boom"))),
      /boom/,
    );
    assert.deepEqual(await state.locks(), []);
  });

  it("is saved to the end by a holder whose lock was cancelled, who is told", async () => {
    const problems: string[] = [];
    await state.withLock(
      secrets,
      async (store) => {
        assert.equal(await state.cancel(), 1);
        await store.save(snapshotWith(thing("a")));
      },
      { onUnlockProblem: (problem) => problems.push(problem) },
    );
    assert.equal((await state.read(secrets)).resources.length, 3);
    assert.match(problems.join(), /problem deleting the lock/);
  });

  describe("that cannot be used", () => {
    const damage = async (change: (whole: string) => string) => {
      await save(thing("a"));
      await save(thing("a"), thing("b", { dependencies: [urnOf("a")] }));
      const past = new Date(Date.now() - 60_000);
      await utimes(state.layout.previousFile, past, past);
      const damaged = change(await text());
      await writeFile(state.layout.stateFile, damaged);
      return damaged;
    };

    async function assertRefused(damaged: string, expected: { code: string; message: RegExp }): Promise<void> {
      await assert.rejects(state.read(secrets), expected);
      let worked = false;
      await assert.rejects(
        state.withLock(secrets, () => Promise.resolve((worked = true))),
        expected,
      );
      assert.equal(worked, false);
      assert.equal(await text(), damaged);
      assert.deepEqual(await state.locks(), []);
    }

    it("because it is cut short: says where, names the newest good copy, and is not touched", async () => {
      const damaged = await damage((whole) => whole.slice(0, whole.length / 2));
      const copy = `The newest good copy is ${state.layout.previousFile} (3 resources`;
      await assertRefused(damaged, { code: "STATE_UNREADABLE", message: /not JSON: .* position \d+/ });
      await assert.rejects(state.read(secrets), ({ message }: Error) => message.includes(copy));
    });

    it("wherever it is cut", async () => {
      const whole = await damage((text) => text);
      for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 60)) {
        await writeFile(state.layout.stateFile, whole.slice(0, length));
        await assert.rejects(state.read(secrets), { code: "STATE_UNREADABLE", message: /dev\.json cannot be used/ });
      }
    });

    it("because a field was edited into another type: names the place", async () => {
      const damaged = await damage((whole) => whole.replaceAll('"custom":true', '"custom":"yes"'));
      await assertRefused(damaged, {
        code: "STATE_UNREADABLE",
        message: /at checkpoint\.latest\.resources\[1\]\.custom: .*at checkpoint\.latest\.resources\[2\]\.custom/,
      });
    });

    it("because a resource was edited away that another needs", async () => {
      const damaged = await damage((whole) => whole.replace(/\{"urn":"[^"]*::a",.*?\},(?=\{"urn")/, ""));
      await assertRefused(damaged, { code: "STATE_INCONSISTENT", message: /dependency urn:.*::a is missing/ });
    });

    it("because it is newer, or older, than what is known", async () => {
      await assertRefused(await damage((whole) => whole.replace('"version":3', '"version":9')), {
        code: "STATE_TOO_NEW",
        message: /schema version 9/,
      });
      const older = (await text()).replace('"version":9', '"version":1');
      await writeFile(state.layout.stateFile, older);
      await assertRefused(older, { code: "STATE_UNREADABLE", message: /schema version 1/ });
    });

    it("says so when there is no good copy either", async () => {
      await writeFile(state.layout.stateFile, "{");
      await assert.rejects(state.read(secrets), { message: /No good copy was found/ });
    });
  });

  it("is unknown where it was never made", async () => {
    const other = (await openBackend(folder.path)).stack("shop", "other");
    await assert.rejects(other.read(secrets), { code: "STATE_STACK_UNKNOWN", message: "no stack named 'other' found" });
  });

  it("is not taken for missing when the Pulumi CLI has compressed it", async () => {
    await rename(state.layout.stateFile, `${state.layout.stateFile}.gz`);
    await assert.rejects(state.read(secrets), { code: "STATE_UNREADABLE", message: /compressed \(dev\.json\.gz\)/ });
  });

  it("is gone with its history after its removal", async () => {
    await save(thing("a"));
    await state.remove();
    assert.equal(await state.exists(), false);
    assert.deepEqual(await state.history(), []);
  });
});

describe("file backend", () => {
  const folder = temporaryFolder();

  it("marks its folder with the layout version of the Pulumi CLI, once", async () => {
    await openBackend(folder.path);
    const meta = `${folder.path}/.pulumi/meta.yaml`;
    assert.equal(await readFile(meta, "utf8"), "version: 1\n");
    await writeFile(meta, "version: 1 # kept\n");
    await openBackend(folder.path);
    assert.equal(await readFile(meta, "utf8"), "version: 1 # kept\n");
  });

  it("refuses a folder with another layout", async () => {
    await openBackend(folder.path);
    await writeFile(`${folder.path}/.pulumi/meta.yaml`, "version: 2\n");
    await assert.rejects(openBackend(folder.path), { code: "STATE_BACKEND_UNSUPPORTED", message: /layout version 2/ });
  });
});
