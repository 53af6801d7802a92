/** Starts a provider plugin and calls it as an engine does, with property values in their wire form. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import engineRpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type engine from "@pulumi/pulumi/proto/engine_pb.js";
import providerRpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Call {
  method: "check" | "diff" | "create" | "update" | "delete" | "read";
  type?: string;
  id?: string;
  inputs?: JsonObject;
  oldInputs?: JsonObject;
  state?: JsonObject;
  ignoreChanges?: string[];
  isPreview?: boolean;
}

export interface Answer {
  /** The response as JSON, or the error. */
  result: Json;
  /** `<severity>[ status]: <message>` */
  logs: string[];
}

const LOG_DELAY_MS = 20;
const SEVERITIES = ["debug", "info", "warning", "error"];

export class PluginClient {
  readonly #child: ChildProcess;
  readonly #engine: grpc.Server;
  readonly #client: InstanceType<typeof providerRpc.ResourceProviderClient>;
  /** Of the last call. */
  readonly logs: string[];

  private constructor(child: ChildProcess, server: grpc.Server, address: string, logs: string[]) {
    this.#child = child;
    this.#engine = server;
    this.#client = new providerRpc.ResourceProviderClient(address, grpc.credentials.createInsecure());
    this.logs = logs;
  }

  /** @param command program and arguments */
  static async start([program, ...args]: string[], env: NodeJS.ProcessEnv): Promise<PluginClient> {
    const logs: string[] = [];
    const server = new grpc.Server();
    server.addService(engineRpc.EngineService, {
      log: ({ request }: { request: engine.LogRequest }, callback: (error: null, value: empty.Empty) => void) => {
        const kind = `${SEVERITIES[request.getSeverity()]}${request.getEphemeral() ? " status" : ""}`;
        logs.push(`${kind}: ${request.getMessage()}`);
        callback(null, new empty.Empty());
      },
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const engineAddress = `127.0.0.1:${port}`;
    const child = spawn(program!, [...args, engineAddress], { env, stdio: ["ignore", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await once(lines, "line")) as [string];
    const client = new PluginClient(child, server, `127.0.0.1:${line.trim()}`, logs);
    try {
      await client.#handshake(engineAddress);
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  async call({ method, type = "command:remote:Command", ...call }: Call): Promise<Answer> {
    this.logs.length = 0;
    const name = "it";
    const urn = `urn:pulumi:dev::lab::${type}::${name}`;
    const request = requestOf(method, call).setUrn(urn) as {
      setName?(name: string): void;
      setType?(type: string): void;
    };
    request.setName?.(name);
    request.setType?.(type);
    const result = await new Promise<Json>((resolve) => {
      const send = this.#client[method].bind(this.#client) as (
        request: unknown,
        done: (error: grpc.ServiceError | null, response: { toObject(): Json }) => void,
      ) => void;
      send(request, (error, response) => resolve(error ? { error: error.details } : responseOf(response)));
    });
    // Messages go their own way, and may arrive after the response.
    for (let before = -1; before < this.logs.length; await delay(LOG_DELAY_MS)) before = this.logs.length;
    return { result, logs: [...this.logs] };
  }

  async cancel(): Promise<void> {
    await new Promise((resolve) => this.#client.cancel(new empty.Empty(), resolve));
  }

  async close(): Promise<void> {
    this.#client.close();
    this.#engine.forceShutdown();
    if (this.#child.exitCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }

  async #handshake(engineAddress: string): Promise<void> {
    const handshake = new rpc.ProviderHandshakeRequest().setEngineAddress(engineAddress).setConfigureWithUrn(true);
    await new Promise((resolve) => this.#client.handshake(handshake, resolve));
    const configure = new rpc.ConfigureRequest()
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true);
    configure.setSendsOldInputsToDelete(true).setArgs(struct({}));
    await new Promise<void>((resolve, reject) => {
      this.#client.configure(configure, (error) => (error ? reject(error) : resolve()));
    });
  }
}

const struct = (of: JsonObject) => structs.Struct.fromJavaScript(of);

function requestOf(method: Call["method"], call: Omit<Call, "method" | "type">) {
  const { id = "it0", inputs = {}, oldInputs = {}, state = {}, ignoreChanges = [], isPreview = false } = call;
  switch (method) {
    case "check":
      return new rpc.CheckRequest().setNews(struct(inputs)).setOlds(struct(oldInputs));
    case "diff":
    case "update": {
      const request = method === "diff" ? new rpc.DiffRequest() : new rpc.UpdateRequest().setPreview(isPreview);
      return request
        .setId(id)
        .setOlds(struct(state))
        .setOldInputs(struct(oldInputs))
        .setNews(struct(inputs))
        .setIgnorechangesList(ignoreChanges);
    }
    case "create":
      return new rpc.CreateRequest().setProperties(struct(inputs)).setPreview(isPreview);
    case "delete":
      return new rpc.DeleteRequest().setId(id).setProperties(struct(state)).setOldInputs(struct(oldInputs));
    case "read":
      return new rpc.ReadRequest().setId(id).setProperties(struct(state)).setInputs(struct(inputs));
  }
}

function responseOf(response: object): Json {
  const valueOf = (of: structs.Struct | undefined): Json => of?.toJavaScript() ?? null;
  if (response instanceof rpc.CheckResponse)
    return {
      inputs: valueOf(response.getInputs()),
      failures: response.getFailuresList().map((failure) => ({ ...failure.toObject() })),
    };
  if (response instanceof rpc.DiffResponse) {
    const kinds = Object.fromEntries(Object.entries(rpc.PropertyDiff.Kind).map(([kind, index]) => [index, kind]));
    const detailed: [string, string][] = [];
    response.getDetaileddiffMap().forEach((of, path) => detailed.push([path, kinds[of.getKind()]!]));
    return {
      changes: Object.entries(rpc.DiffResponse.DiffChanges).find(([, index]) => index === response.getChanges())![0],
      replaces: response.getReplacesList().sort(),
      detailed: Object.fromEntries(detailed.sort()),
    };
  }
  if (response instanceof rpc.CreateResponse)
    return { id: response.getId(), properties: valueOf(response.getProperties()) };
  if (response instanceof rpc.UpdateResponse) return { properties: valueOf(response.getProperties()) };
  if (response instanceof rpc.ReadResponse)
    return {
      id: response.getId(),
      inputs: valueOf(response.getInputs()),
      properties: valueOf(response.getProperties()),
    };
  return {};
}
