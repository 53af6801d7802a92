/** Tests the provider client against misbehaving servers of the real protocol. */
import assert from "node:assert/strict";
import * as grpc from "@grpc/grpc-js";
import providerRpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { ProviderFailure } from "../../../engine/errors.ts";
import { PluginProvider } from "../../../engine/protocol/plugin-provider.ts";
import { toStruct } from "../../../engine/protocol/wire.ts";
import { secret } from "../../../engine/values.ts";

type Handlers = Record<
  string,
  (call: { request: any }, callback: (error: unknown, response?: unknown) => void) => void
>;

const SUBJECT = { urn: "urn:pulumi:dev::test::a:b:C::x", name: "x", type: "a:b:C" };
const CREATE = { ...SUBJECT, inputs: { value: 1 }, timeoutSeconds: 0, preview: false };

/** Stands in for the plugin's process: the provider is a server in this process. */
const EXIT = Promise.resolve({ code: 0, signal: null });
const child = { running: false, ended: EXIT, stop: () => EXIT } as never;

async function withProvider(
  handlers: Handlers,
  use: (provider: PluginProvider, server: grpc.Server) => Promise<void>,
): Promise<void> {
  const server = new grpc.Server();
  server.addService(providerRpc.ResourceProviderService, handlers as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const provider = new PluginProvider(child, `127.0.0.1:${port}`);
  try {
    await use(provider, server);
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
  if (!(error instanceof ProviderFailure)) throw error;
  return error;
};

describe("a provider in another process", () => {
  it("a provider without CheckConfig and DiffConfig accepts any configuration", async () => {
    await withProvider({}, async (provider) => {
      const check = { ...SUBJECT, oldInputs: {}, newInputs: { a: 1 }, unknowns: true };
      assert.deepEqual(await provider.checkConfig(check), { inputs: { a: 1 }, failures: [] });
      const diff = { ...check, id: "1", oldOutputs: {}, ignoreChanges: [] };
      assert.equal((await provider.diffConfig(diff)).changes, "unknown");
    });
  });

  it("a provider's configuration is checked without secrets, and what was secret in it still is", async () => {
    let received: unknown;
    const checkConfig: Handlers[string] = ({ request }, callback) => {
      received = request.getNews().toJavaScript();
      callback(null, new rpc.CheckResponse().setInputs(request.getNews()));
    };
    const handshake: Handlers[string] = (_, callback) =>
      callback(null, new rpc.ProviderHandshakeResponse().setAcceptSecrets(true));
    await withProvider({ checkConfig, handshake }, async (provider) => {
      await provider.handshake("127.0.0.1:1", "/");
      const newInputs = { kubeconfig: secret("key"), nested: { token: secret("t"), open: 1 } };
      const { inputs } = await provider.checkConfig({ ...SUBJECT, oldInputs: {}, newInputs, unknowns: true });
      assert.deepEqual(received, { kubeconfig: "key", nested: { token: "t", open: 1 } });
      assert.deepEqual(inputs, newInputs);
    });
  });

  it("a provider's error message is kept", async () => {
    const create: Handlers[string] = (_, callback) => callback({ code: grpc.status.UNKNOWN, details: "quota" });
    await withProvider({ create }, async (provider) => {
      const { message, partial } = await failure(provider.create(CREATE));
      assert.deepEqual([message, partial], ["quota", undefined]);
    });
  });

  it("the error of a failed initialization contains the existing resource, whose secrets are secret", async () => {
    const detail = new rpc.ErrorResourceInitFailed().setId("x-1").setReasonsList(["slow", "late"]);
    detail.setProperties(toStruct({ half: true, value: 1 })).setInputs(toStruct({ value: 1, size: 2 }));
    const packed = new any.Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const metadata = new grpc.Metadata();
    metadata.add(
      "grpc-status-details-bin",
      Buffer.from(new status.Status().setDetailsList([packed]).serializeBinary()),
    );
    const create: Handlers[string] = (_, callback) =>
      callback({ code: grpc.status.UNKNOWN, details: "not ready", metadata });
    await withProvider({ create }, async (provider) => {
      const { message, partial } = await failure(provider.create({ ...CREATE, inputs: { value: secret(1) } }));
      assert.match(message, /^2 errors occurred:\n\t\* slow\n\t\* late/);
      assert.deepEqual(partial, {
        ...{ id: "x-1", reasons: ["slow", "late"] },
        outputs: { half: true, value: secret(1) },
        inputs: { value: secret(1), size: 2 },
      });
    });
  });

  it("a provider that dies during a call is reported with Pulumi's message", async () => {
    let die = () => {};
    await withProvider({ create: () => die() }, async (provider, server) => {
      die = () => server.forceShutdown();
      assert.equal((await failure(provider.create(CREATE))).message, "error reading from server: EOF");
    });
  });

  it("a provider without preview support is not called in a preview", async () => {
    const calls: string[] = [];
    const note =
      (method: string): Handlers[string] =>
      (_, callback) => {
        calls.push(method);
        callback(null, undefined);
      };
    await withProvider({ create: note("create"), update: note("update") }, async (provider) => {
      assert.deepEqual(await provider.create({ ...CREATE, preview: true }), { id: "", outputs: { value: 1 } });
      assert.deepEqual(calls, []);
    });
  });

  it("secrets are sent only to a provider that accepts them", async () => {
    for (const accepts of [true, false]) {
      let received: unknown;
      const configure: Handlers[string] = (_, callback) =>
        callback(null, new rpc.ConfigureResponse().setAcceptsecrets(accepts));
      const create: Handlers[string] = ({ request }, callback) => {
        received = request.getProperties().toJavaScript().value;
        callback(null, new rpc.CreateResponse().setId("1").setProperties(request.getProperties()));
      };
      await withProvider({ configure, create }, async (provider) => {
        await provider.configure({}, { ...SUBJECT, id: "p" });
        const { outputs } = await provider.create({ ...CREATE, inputs: { value: secret(1) } });
        assert.deepEqual(received, accepts ? secret(1) : 1);
        assert.deepEqual(outputs, { value: secret(1) });
      });
    }
  });
});
