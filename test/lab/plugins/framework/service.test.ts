/** Tests plugins through the engine's own client of the provider protocol. */
import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import providerRpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { ProviderFailure } from "../../../../engine/errors.ts";
import { PluginProvider } from "../../../../engine/protocol/plugin-provider.ts";
import { secret, UNKNOWN as UNKNOWNS } from "../../../../engine/values.ts";
import { EngineLog } from "../../../../lab/plugins/framework/engine-log.ts";
import {
  compareInputs,
  containsSecret,
  InitFailed,
  UNKNOWN,
  type Plugin,
  type ResourceType,
} from "../../../../lab/plugins/framework/index.ts";
import { providerService } from "../../../../lab/plugins/framework/service.ts";

const SUBJECT = { urn: "urn:pulumi:dev::test::disk:index:File::x", name: "x", type: "disk:index:File" };
const CHANGE = { ...SUBJECT, id: "a", oldInputs: {}, oldOutputs: {}, newInputs: {}, ignoreChanges: [] };
const RUN = { timeoutSeconds: 0, preview: false };

const EXIT = Promise.resolve({ code: 0, signal: null });
const child = { running: true, ended: EXIT, stop: () => EXIT } as never;

const file: ResourceType = {
  check: ({ inputs }) => ({
    inputs: { mode: 384, ...inputs },
    failures: inputs.path === undefined ? [{ property: "path", reason: "is required" }] : [],
  }),
  diff: ({ oldInputs, inputs }) => ({ changes: compareInputs(oldInputs, inputs, (path) => path === "path") }),
  async create({ inputs, isPreview }) {
    if (isPreview) return { id: "", outputs: { ...inputs, inode: UNKNOWN } };
    if (inputs.mode === 0) throw new InitFailed({ id: "a", inputs, outputs: { ...inputs, inode: 7 } }, ["disk full"]);
    return Promise.resolve({ id: "a", outputs: { ...inputs, inode: 7, hidden: containsSecret(inputs) } });
  },
  read: ({ id, inputs, outputs }) => Promise.resolve(id === "gone" ? undefined : { id, inputs, outputs }),
  update: ({ inputs }) => Promise.resolve({ ...inputs, inode: 8 }),
};

/** A plugin and its provider as the engine sees it. */
async function withPlugin(change: Partial<Plugin>, use: (provider: PluginProvider) => Promise<void>): Promise<void> {
  const accepts = { secrets: true, outputs: false, resources: false };
  const resources = { "disk:index:File": file };
  const plugin: Plugin = { name: "disk", version: "1.0.0", accepts, configure() {}, resources, ...change };
  const server = new grpc.Server();
  server.addService(providerRpc.ResourceProviderService, providerService(plugin, new EngineLog()) as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const provider = new PluginProvider(child, `127.0.0.1:${port}`);
  try {
    await provider.handshake("127.0.0.1:1", "/");
    await provider.configure({}, { urn: "u", name: "default", type: "pulumi:providers:disk", id: "1" });
    await use(provider);
  } finally {
    await provider.close();
    server.forceShutdown();
  }
}

const failure = async (promise: Promise<unknown>): Promise<ProviderFailure> => {
  const error = await promise.then(
    () => assert.fail("it succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProviderFailure);
  return error;
};

describe("a plugin made by the framework", () => {
  it("check returns inputs with defaults, and what is wrong with each property", async () => {
    await withPlugin({}, async (provider) => {
      const check = { ...SUBJECT, oldInputs: {}, newInputs: { text: "a" }, unknowns: true };
      assert.deepEqual(await provider.check(check), {
        inputs: { mode: 384, text: "a" },
        failures: [{ property: "path", reason: "is required" }],
      });
    });
  });

  it("a diff tells what has changed, down to the property, and what needs a replacement", async () => {
    await withPlugin({}, async (provider) => {
      const oldInputs = { path: "/a", tags: { a: "1", b: "2" }, list: [1, 2] };
      const newInputs = { path: "/b", tags: { a: "1", c: "2" }, list: [1] };
      const { changes, replaces, changed, detailed } = await provider.diff({
        ...CHANGE,
        oldInputs,
        newInputs,
        unknowns: true,
      });
      assert.deepEqual([changes, replaces, changed.sort()], ["some", ["path"], ["list", "path", "tags"]]);
      const kinds = Object.entries(detailed!).map(([path, { diffKind }]) => [path, diffKind]);
      assert.deepEqual(Object.fromEntries(kinds), {
        path: "update-replace",
        "tags.b": "delete",
        "tags.c": "add",
        "list[1]": "delete",
      });
      const same = await provider.diff({ ...CHANGE, oldInputs, newInputs: oldInputs, unknowns: true });
      assert.deepEqual([same.changes, same.detailed], ["none", {}]);
    });
  });

  it("an unknown input differs from every known one, and a secret mark makes no difference", () => {
    const never = () => false;
    assert.deepEqual(compareInputs({ a: "x" }, { a: UNKNOWNS.number }, never), { a: "update" });
    assert.deepEqual(compareInputs({ a: "x" }, { a: secret("x") }, never), {});
  });

  it("a preview creates nothing and leaves unknown what only the update knows", async () => {
    await withPlugin({}, async (provider) => {
      const { id, outputs } = await provider.create({ ...SUBJECT, inputs: { path: "/a" }, ...RUN, preview: true });
      assert.deepEqual([id, outputs], ["", { path: "/a", inode: UNKNOWNS.string }]);
    });
  });

  it("a plugin receives secrets if it accepts them, and their plain content if not", async () => {
    for (const secrets of [true, false])
      await withPlugin({ accepts: { secrets, outputs: false, resources: false } }, async (provider) => {
        const { outputs } = await provider.create({ ...SUBJECT, inputs: { path: secret("/a") }, ...RUN });
        assert.equal(outputs.hidden, secrets);
        assert.deepEqual(outputs.path, secret("/a"), "the engine restores the mark");
      });
  });

  it("a resource that failed after it was created is recorded with its reasons", async () => {
    await withPlugin({}, async (provider) => {
      const { partial, message } = await failure(
        provider.create({ ...SUBJECT, inputs: { path: "/a", mode: 0 }, ...RUN }),
      );
      assert.match(message, /disk full/);
      assert.deepEqual(partial, {
        id: "a",
        inputs: { path: "/a", mode: 0 },
        outputs: { path: "/a", mode: 0, inode: 7 },
        reasons: ["disk full"],
      });
    });
  });

  it("a resource that is gone is read as gone, and others as they are", async () => {
    await withPlugin({}, async (provider) => {
      assert.equal((await provider.read({ ...SUBJECT, id: "gone", inputs: {}, outputs: {} })).id, "");
      const found = await provider.read({ ...SUBJECT, id: "a", inputs: { path: "/a" }, outputs: { inode: 7 } });
      assert.deepEqual(found, { id: "a", inputs: { path: "/a" }, outputs: { inode: 7 } });
    });
  });

  it("an update returns the new outputs, and a delete without an action of its own succeeds", async () => {
    await withPlugin({}, async (provider) => {
      assert.deepEqual(await provider.update({ ...CHANGE, newInputs: { path: "/a" }, ...RUN }), {
        path: "/a",
        inode: 8,
      });
      await provider.delete({ ...SUBJECT, id: "a", inputs: {}, outputs: {}, timeoutSeconds: 0 });
    });
  });

  it("a type or a function that the plugin lacks is refused by name", async () => {
    await withPlugin({}, async (provider) => {
      const unknownType = { ...SUBJECT, type: "disk:index:Folder", inputs: {}, ...RUN };
      assert.match((await failure(provider.create(unknownType))).message, /no resource type disk:index:Folder/);
      assert.match((await failure(provider.invoke("disk:index:f", {}, false))).message, /no function disk:index:f/);
    });
  });

  it("a cancelled engine aborts the signal of running operations", async () => {
    const started = Promise.withResolvers<void>();
    const slow: ResourceType = {
      ...file,
      async create(_call, { signal }) {
        started.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw new Error("stopped");
      },
    };
    await withPlugin({ resources: { "disk:index:File": slow } }, async (provider) => {
      const running = failure(provider.create({ ...SUBJECT, inputs: { path: "/a" }, ...RUN }));
      await started.promise;
      await provider.cancel();
      assert.equal((await running).message, "stopped");
    });
  });
});
