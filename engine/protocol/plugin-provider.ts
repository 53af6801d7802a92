/** A provider in a process of its own, behind gRPC. */
import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import providerRpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { restoreContent } from "../assets/elide.ts";
import { ProviderFailure, ProviderKilled } from "../errors.ts";
import type { CheckAnswer, DiffAnswer } from "../steps/question.ts";
import type { Properties } from "../values.ts";
import type { Child } from "./child.ts";
import { decodeDiff, failuresOf } from "./provider-answers.ts";
import { isUnimplemented, isWithoutAnswer, NO_ANSWER, toFailure } from "./provider-failure.ts";
import type {
  CheckCall,
  CreateCall,
  Created,
  DeleteCall,
  DiffCall,
  Provider,
  ReadAnswer,
  ReadCall,
  UpdateCall,
} from "./provider.ts";
import type { Invoked } from "./registrar.ts";
import { channelOptions } from "./rpc.ts";
import { fromStruct, toStruct } from "./struct.ts";
import { encodeFor, restoreSecrets } from "./wire.ts";
import type { Accepts } from "./wire.ts";

/** A provider gets this long to end by itself before it is killed. */
const STOP_GRACE_MS = 1000;

type Done<Response> = (error: grpc.ServiceError | null, response: Response) => void;

export class PluginProvider implements Provider {
  readonly #child: Child;
  readonly #client: InstanceType<typeof providerRpc.ResourceProviderClient>;
  #accepts: Accepts = { secrets: false, resources: false, outputs: false, unknowns: true, assetContents: true };
  #supportsPreview = false;

  constructor(child: Child, address: string) {
    this.#child = child;
    this.#client = new providerRpc.ResourceProviderClient(address, grpc.credentials.createInsecure(), channelOptions);
  }

  async checkConfig(call: CheckCall): Promise<CheckAnswer> {
    try {
      const response = await this.#ask<rpc.CheckResponse>((done) =>
        this.#client.checkConfig(this.#checkRequest(call), done),
      );
      return { inputs: fromStruct(response.getInputs()), failures: failuresOf(response) };
    } catch (error) {
      if (notServed(error)) return { inputs: call.newInputs, failures: [] };
      throw error;
    }
  }

  async diffConfig(call: DiffCall): Promise<DiffAnswer> {
    try {
      return decodeDiff(
        await this.#ask<rpc.DiffResponse>((done) => this.#client.diffConfig(this.#diffRequest(call), done)),
      );
    } catch (error) {
      if (notServed(error))
        return { changes: "unknown", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };
      throw error;
    }
  }

  async configure(inputs: Properties, subject: { urn: string; name: string; type: string; id: string }): Promise<void> {
    const request = new rpc.ConfigureRequest()
      .setArgs(toStruct(inputs))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setId(subject.id)
      .setUrn(subject.urn)
      .setName(subject.name)
      .setType(subject.type);
    for (const [key, value] of Object.entries(inputs)) {
      request.getVariablesMap().set(key, typeof value === "string" ? value : JSON.stringify(value));
    }
    const response = await this.#ask<rpc.ConfigureResponse>((done) => this.#client.configure(request, done));
    this.#supportsPreview = response.getSupportspreview();
    this.#accepts = {
      secrets: response.getAcceptsecrets(),
      resources: response.getAcceptresources(),
      outputs: response.getAcceptoutputs(),
      unknowns: true,
      assetContents: true,
    };
  }

  async check(call: CheckCall): Promise<CheckAnswer> {
    const response = await this.#ask<rpc.CheckResponse>((done) => this.#client.check(this.#checkRequest(call), done));
    return { inputs: this.#decode(fromStruct(response.getInputs()), call.newInputs), failures: failuresOf(response) };
  }

  async diff(call: DiffCall): Promise<DiffAnswer> {
    return decodeDiff(await this.#ask<rpc.DiffResponse>((done) => this.#client.diff(this.#diffRequest(call), done)));
  }

  async create(call: CreateCall): Promise<Created> {
    if (call.preview && !this.#supportsPreview) return { id: "", outputs: call.inputs };
    const request = new rpc.CreateRequest()
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setProperties(this.#encode(call.inputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setPreview(call.preview);
    const response = await this.#ask<rpc.CreateResponse>((done) => this.#client.create(request, done), call.inputs);
    return { id: response.getId(), outputs: this.#decode(fromStruct(response.getProperties()), call.inputs) };
  }

  async update(call: UpdateCall): Promise<Properties> {
    if (call.preview && !this.#supportsPreview) return call.newInputs;
    const request = new rpc.UpdateRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setOlds(this.#compared(call.oldOutputs, false))
      .setOldInputs(this.#compared(call.oldInputs, false))
      .setNews(this.#encode(call.newInputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setIgnorechangesList(call.ignoreChanges)
      .setPreview(call.preview);
    const response = await this.#ask<rpc.UpdateResponse>((done) => this.#client.update(request, done), call.newInputs);
    return this.#decode(fromStruct(response.getProperties()), call.newInputs);
  }

  async delete(call: DeleteCall): Promise<void> {
    const request = new rpc.DeleteRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setProperties(this.#compared(call.outputs, false))
      .setOldInputs(this.#compared(call.inputs, false))
      .setTimeout(call.timeoutSeconds);
    await this.#ask<empty.Empty>((done) => this.#client.delete(request, done));
  }

  async read(call: ReadCall): Promise<ReadAnswer> {
    const request = new rpc.ReadRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setInputs(call.inputs ? this.#compared(call.inputs, false) : undefined)
      .setProperties(call.outputs ? this.#compared(call.outputs, false) : undefined);
    const known = call.inputs ?? {};
    const response = await this.#ask<rpc.ReadResponse>((done) => this.#client.read(request, done), known);
    const inputs = response.getInputs();
    const outputs = this.#decode(fromStruct(response.getProperties()), call.outputs ?? {});
    return {
      id: response.getId(),
      outputs: restoreContent(outputs, known),
      ...(inputs ? { inputs: restoreContent(this.#decode(fromStruct(inputs), known), known) } : {}),
    };
  }

  async invoke(token: string, args: Properties): Promise<Invoked> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(this.#encode(args, false));
    const response = await this.#ask<rpc.InvokeResponse>((done) => this.#client.invoke(request, done));
    return { result: fromStruct(response.getReturn()), failures: failuresOf(response) };
  }

  async cancel(): Promise<void> {
    if (this.#child.running) await this.#ask<empty.Empty>((done) => this.#client.cancel(new empty.Empty(), done));
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#child.stop(STOP_GRACE_MS);
  }

  #encode(properties: Properties, unknowns: boolean) {
    return toStruct(encodeFor(properties, { ...this.#accepts, unknowns }));
  }

  /** For calls that compare with, or look at, what there is. */
  #compared(properties: Properties, unknowns: boolean) {
    return toStruct(encodeFor(properties, { ...this.#accepts, unknowns, assetContents: false }));
  }

  #decode(properties: Properties, inputs: Properties): Properties {
    return this.#accepts.secrets ? properties : restoreSecrets(properties, inputs);
  }

  #checkRequest(call: CheckCall): rpc.CheckRequest {
    return new rpc.CheckRequest()
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setOlds(this.#encode(call.oldInputs, call.unknowns))
      .setNews(this.#encode(call.newInputs, call.unknowns))
      .setRandomseed(crypto.getRandomValues(new Uint8Array(32)));
  }

  #diffRequest(call: DiffCall): rpc.DiffRequest {
    return new rpc.DiffRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setOlds(this.#compared(call.oldOutputs, call.unknowns))
      .setOldInputs(this.#compared(call.oldInputs, call.unknowns))
      .setNews(this.#compared(call.newInputs, call.unknowns))
      .setIgnorechangesList(call.ignoreChanges);
  }

  /** A provider that ends by itself is taken to have failed, as Pulumi takes it; one that was killed had no say in it. */
  async #gone(cause: unknown): Promise<ProviderFailure> {
    const exit = await Promise.race([this.#child.ended, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
    const Gone = exit?.signal === null ? ProviderFailure : ProviderKilled;
    return new Gone(NO_ANSWER, undefined, { cause });
  }

  /** @param inputs whose secrecy the outputs of a partial failure take on */
  async #ask<Response>(start: (done: Done<Response>) => unknown, inputs: Properties = {}): Promise<Response> {
    try {
      return await new Promise<Response>((resolve, reject) => {
        start((error, response) => (error ? reject(error) : resolve(response)));
      });
    } catch (error) {
      if (isWithoutAnswer(error as grpc.ServiceError)) throw await this.#gone(error);
      const failure = toFailure(error as grpc.ServiceError);
      if (!failure.partial) throw failure;
      const { partial } = failure;
      const outputs = this.#decode(partial.outputs, inputs);
      throw new ProviderFailure(failure.message, { ...partial, outputs }, { cause: error });
    }
  }
}

const notServed = (error: unknown): boolean => error instanceof ProviderFailure && isUnimplemented(error.cause);
