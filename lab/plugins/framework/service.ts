/** The provider protocol over a plugin. */
import type * as grpc from "@grpc/grpc-js";
import pluginRpc from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { EngineLog } from "./engine-log.ts";
import { checkResponse, diffResponse, properties, serviceError, struct, subjectOf } from "./messages.ts";
import type { Context, Plugin, ResourceType } from "./resource-type.ts";
import { plainProperties } from "./values.ts";

/** Methods that are not here are answered with UNIMPLEMENTED, which engines expect of most providers. */
type Methods = Partial<IResourceProviderServer>;

export function providerService(plugin: Plugin, engine: EngineLog): Methods {
  const cancelled = new AbortController();
  const contextOf = (urn: string): Context => ({
    signal: cancelled.signal,
    log: (severity, message, isStatus = false) => engine.log(severity, message, urn, isStatus),
  });
  return {
    ...packageMethods(plugin, engine, () => cancelled.abort()),
    ...resourceMethods(plugin, contextOf),
    invoke: unary(async (request: rpc.InvokeRequest) => {
      const run = member(plugin, plugin.functions ?? {}, request.getTok(), "function");
      return new rpc.InvokeResponse().setReturn(struct(await run(properties(request.getArgs()), contextOf(""))));
    }),
  };
}

function packageMethods(plugin: Plugin, engine: EngineLog, cancel: () => void): Methods {
  const { accepts } = plugin;
  return {
    getPluginInfo: unary(() => new pluginRpc.PluginInfo().setVersion(plugin.version)),
    getSchema: unary(() => {
      const types = Object.fromEntries(Object.keys(plugin.resources).map((token) => [token, {}]));
      const schema = { name: plugin.name, version: plugin.version, resources: types };
      return new rpc.GetSchemaResponse().setSchema(JSON.stringify(schema));
    }),
    attach: unary((request: pluginRpc.PluginAttach) => {
      engine.connect(request.getAddress());
      return new empty.Empty();
    }),
    handshake: unary((request: rpc.ProviderHandshakeRequest) => {
      engine.connect(request.getEngineAddress());
      return new rpc.ProviderHandshakeResponse()
        .setAcceptSecrets(accepts.secrets)
        .setAcceptOutputs(accepts.outputs)
        .setAcceptResources(accepts.resources);
    }),
    checkConfig: unary((request: rpc.CheckRequest) => {
      const inputs = properties(request.getNews());
      return checkResponse({ inputs, failures: plugin.checkConfig?.(plainProperties(inputs)) ?? [] });
    }),
    configure: unary(async (request: rpc.ConfigureRequest) => {
      await plugin.configure(plainProperties(properties(request.getArgs())));
      return new rpc.ConfigureResponse()
        .setAcceptsecrets(accepts.secrets)
        .setAcceptoutputs(accepts.outputs)
        .setAcceptresources(accepts.resources)
        .setSupportspreview(true);
    }),
    cancel: unary(() => {
      cancel();
      return new empty.Empty();
    }),
  };
}

function resourceMethods(plugin: Plugin, contextOf: (urn: string) => Context): Methods {
  const at = (request: Parameters<typeof subjectOf>[0]) => {
    const subject = subjectOf(request);
    const type: ResourceType = member(plugin, plugin.resources, subject.type, "resource type");
    return { subject, type, context: contextOf(subject.urn) };
  };
  const changeOf = (request: rpc.DiffRequest | rpc.UpdateRequest) => ({
    id: request.getId(),
    oldInputs: properties(request.getOldInputs()),
    oldOutputs: properties(request.getOlds()),
    inputs: properties(request.getNews()),
    ignoreChanges: request.getIgnorechangesList(),
  });
  return {
    check: unary(async (request: rpc.CheckRequest) => {
      const { subject, type, context } = at(request);
      const oldInputs = properties(request.getOlds());
      const call = { oldInputs, inputs: properties(request.getNews()), randomSeed: request.getRandomseed_asU8() };
      return checkResponse(await type.check({ ...subject, ...call }, context));
    }),
    diff: unary(async (request: rpc.DiffRequest) => {
      const { subject, type, context } = at(request);
      return diffResponse(await type.diff({ ...subject, ...changeOf(request) }, context));
    }),
    create: unary(async (request: rpc.CreateRequest) => {
      const { subject, type, context } = at(request);
      const call = { inputs: properties(request.getProperties()), ...runOf(request) };
      const { id, outputs } = await type.create({ ...subject, ...call }, context);
      return new rpc.CreateResponse().setId(id).setProperties(struct(outputs));
    }),
    read: unary(async (request: rpc.ReadRequest) => {
      const { subject, type, context } = at(request);
      const inputs = properties(request.getInputs());
      const call = { ...subject, id: request.getId(), inputs, outputs: properties(request.getProperties()) };
      const found = type.read ? await type.read(call, context) : call;
      if (!found) return new rpc.ReadResponse();
      return new rpc.ReadResponse()
        .setId(found.id)
        .setInputs(struct(found.inputs))
        .setProperties(struct(found.outputs));
    }),
    update: unary(async (request: rpc.UpdateRequest) => {
      const { subject, type, context } = at(request);
      if (!type.update) throw new Error(`${subject.type} cannot be changed, only replaced`);
      const call = { ...subject, ...changeOf(request), ...runOf(request) };
      return new rpc.UpdateResponse().setProperties(struct(await type.update(call, context)));
    }),
    delete: unary(async (request: rpc.DeleteRequest) => {
      const { subject, type, context } = at(request);
      const inputs = properties(request.getOldInputs());
      const outputs = properties(request.getProperties());
      const timeoutMs = timeoutOf(request);
      await type.delete?.({ ...subject, id: request.getId(), inputs, outputs, timeoutMs }, context);
      return new empty.Empty();
    }),
  };
}

const timeoutOf = (request: { getTimeout(): number }): number | undefined => request.getTimeout() * 1000 || undefined;

const runOf = (request: rpc.CreateRequest | rpc.UpdateRequest) => ({
  isPreview: request.getPreview(),
  timeoutMs: timeoutOf(request),
});

function member<T>(plugin: Plugin, of: Readonly<Record<string, T>>, token: string, kind: string): T {
  if (Object.hasOwn(of, token)) return of[token]!;
  const known = Object.keys(of).join(", ") || "none";
  throw new Error(`${plugin.name} has no ${kind} ${token} in the lab; it has: ${known}`);
}

function unary<Request, Response>(
  handle: (request: Request) => Promise<Response> | Response,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    const respond = async () => await handle(request);
    respond().then(
      (response) => callback(null, response),
      (error: unknown) => callback(serviceError(error)),
    );
  };
}
