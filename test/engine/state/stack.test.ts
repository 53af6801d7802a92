import assert from "node:assert/strict";
import { readFile, readdir, rename, writeFile } from "node:fs/promises";
import { emptySnapshot } from "../../../engine/model.ts";
import { openBackend } from "../../../engine/state/backend.ts";
import { secret } from "../../../engine/values.ts";
import { devStack } from "./dev-stack.ts";
import { snapshotWith, thing, urnOf } from "./states.ts";

describe("a stack's state", () => {
  const dev = devStack();
  const { save, text } = dev;

  it("a new stack has an empty state and cannot be created again", async () => {
    assert.deepEqual(await dev.state.read(dev.secrets), emptySnapshot());
    await assert.rejects(dev.state.create(dev.secrets), { code: "STATE_STACK_EXISTS" });
    assert.deepEqual(await (await openBackend(dev.path)).stacks(), [{ project: "shop", stack: "dev" }]);
  });

  it("a saved state is the same when read, with its pending operations", async () => {
    const saved = {
      ...snapshotWith(thing("a", { inputs: { password: secret("hush") } })),
      pendingOperations: [{ resource: thing("b"), type: "creating" as const }],
      metadata: { any: "thing" },
    };
    await dev.state.withLock(dev.secrets, (store) => store.save(saved));
    assert.deepEqual(await dev.state.read(dev.secrets), saved);
  });

  it("the state file is one line of JSON in the Pulumi CLI's field order", async () => {
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

  it("unknown fields of the state file are kept", async () => {
    await save(thing("a", { fromTheFuture: { x: 1 } }));
    const changed = (await text())
      .replace('"version":3,', '"version":4,"features":["later"],')
      .replace('"metadata":{}', '"metadata":{},"alsoLater":[1]');
    await writeFile(dev.state.layout.stateFile, changed);
    await dev.state.withLock(dev.secrets, (store) =>
      store.save({ ...store.snapshot, resources: [...store.snapshot.resources, thing("b")] }),
    );
    const written = await text();
    for (const part of ['"features":["later"]', '"fromTheFuture":{"x":1}', '"alsoLater":[1]'])
      assert.ok(written.includes(part), part);
  });

  it("lists that older engines wrote as null are read as empty", async () => {
    await save(thing("a"));
    const old = (await text()).replace('"provider":"urn', '"propertyDependencies":{"name":null},"provider":"urn');
    await writeFile(dev.state.layout.stateFile, old);
    const { resources } = await dev.state.read(dev.secrets);
    assert.deepEqual(resources.at(-1)?.propertyDependencies, { name: [] });
  });

  it("no file of a stack contains a secret in plain text", async () => {
    const hush = thing("a", {
      inputs: { list: [secret("needle")] },
      outputs: { deep: { er: secret({ x: "needle" }) } },
    });
    const cut = { resource: { ...hush, urn: urnOf("b") }, type: "updating" as const };
    await dev.state.withLock(dev.secrets, async (store) => {
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
      await dev.state.recordUpdate({ ...info, config: { "shop:key": { secure: dev.secrets.encrypt("needle") } } });
    });
    const files = (await readdir(dev.path, { recursive: true, withFileTypes: true })).filter((f) => f.isFile());
    const texts = await Promise.all(files.map((f) => readFile(`${f.parentPath}/${f.name}`, "utf8")));
    assert.ok(files.length >= 6, `${files.length} files`);
    for (const content of texts) assert.doesNotMatch(content, /needle/);
  });

  it("reading a stack that was never created fails with STATE_STACK_UNKNOWN", async () => {
    const other = (await openBackend(dev.path)).stack("shop", "other");
    await assert.rejects(other.read(dev.secrets), {
      code: "STATE_STACK_UNKNOWN",
      message: "no stack named 'other' found",
    });
  });

  it("a state file that the Pulumi CLI compressed is reported as compressed, not as missing", async () => {
    await rename(dev.state.layout.stateFile, `${dev.state.layout.stateFile}.gz`);
    await assert.rejects(dev.state.read(dev.secrets), {
      code: "STATE_UNREADABLE",
      message: /compressed \(dev\.json\.gz\)/,
    });
    assert.equal(await dev.state.exists(), true);
  });

  it("the removal of a stack removes its history", async () => {
    await save(thing("a"));
    await dev.state.remove({ refuse: () => {}, withBackups: false });
    assert.equal(await dev.state.exists(), false);
    assert.match(await readFile(dev.state.layout.previousFile, "utf8"), /"a-1"/);
    assert.deepEqual(await dev.state.locks(), []);
    assert.deepEqual(await dev.state.history(), []);
  });
});
