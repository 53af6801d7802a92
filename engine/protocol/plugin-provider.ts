/** A provider in a plugin process, called over gRPC. */
import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import providerRpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { restoreContent } from "../assets/elide.ts";
import { ProviderFailure, ProviderKilled } from "../errors.ts";
import type { CheckResult, DiffResult } from "./provider.ts";
import { secret } from "../values.ts";
import type { Properties } from "../values.ts";
import type { Child } from "./child.ts";
import { decodeCalled, encodeCall, decodeConstructed, encodeConstruct } from "./component-messages.ts";
import type { Parameterization } from "./find-plugin.ts";
import {
  decodeDiff,
  failuresOf,
  isUnimplemented,
  isConnectionLost,
  CONNECTION_LOST,
  RequestEncoder,
  toFailure,
} from "./provider-messages.ts";
import type {
  ConstructCall,
  MethodCall,
  CheckCall,
  CreateCall,
  CreateResult,
  DeleteCall,
  DiffCall,
  Provider,
  ReadResult,
  ReadCall,
  UpdateCall,
} from "./provider.ts";
import type { CallResult, InvokeResult, RegisterResult } from "./resource-monitor.ts";
import { channelOptions } from "./rpc.ts";
import { containsSecret, encodeFor, fromStruct, mapValues, restoreSecrets, toStruct, withoutSecrets } from "./wire.ts";

/** How long a provider may take to exit before it is killed. */
const STOP_GRACE_MS = 1000;

type Done<Response> = (error: grpc.ServiceError | null, response: Response) => void;

export class PluginProvider implements Provider {
  readonly #child: Child;
  readonly #client: InstanceType<typeof providerRpc.ResourceProviderClient>;
  readonly #requests = new RequestEncoder();
  #supportsPreview = false;
  #hasHandshake = false;

  constructor(child: Child, address: string) {
    this.#child = child;
    this.#client = new providerRpc.ResourceProviderClient(address, grpc.credentials.createInsecure(), channelOptions);
  }

  /** As with the Pulumi CLI, no plugin receives secrets here, whatever it accepts, and they are secrets again afterwards. */
  async checkConfig(call: CheckCall): Promise<CheckResult> {
    const plain = { oldInputs: withoutSecrets(call.oldInputs), newInputs: withoutSecrets(call.newInputs) };
    try {
      const response = await this.#call<rpc.CheckResponse>((done) =>
        this.#client.checkConfig(this.#requests.check({ ...call, ...plain }), done),
      );
      const inputs = restoreSecrets(fromStruct(response.getInputs()), call.newInputs);
      return { inputs, failures: failuresOf(response) };
    } catch (error) {
      if (isNotImplemented(error)) return { inputs: call.newInputs, failures: [] };
      throw error;
    }
  }

  async diffConfig(call: DiffCall): Promise<DiffResult> {
    try {
      return decodeDiff(
        await this.#call<rpc.DiffResponse>((done) => this.#client.diffConfig(this.#requests.diff(call), done)),
      );
    } catch (error) {
      if (isNotImplemented(error))
        return { changes: "unknown", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };
      throw error;
    }
  }

  /** Learns which kinds of values the plugin accepts. A plugin without Handshake reports them in Configure. */
  async handshake(engineAddress: string, dir: string): Promise<void> {
    const request = new rpc.ProviderHandshakeRequest()
      .setEngineAddress(engineAddress)
      .setRootDirectory(dir)
      .setProgramDirectory(dir)
      .setConfigureWithUrn(true)
      .setInvokeWithPreview(true);
    try {
      const response = await this.#call<rpc.ProviderHandshakeResponse>((done) => this.#client.handshake(request, done));
      this.#hasHandshake = true;
      // As with the Pulumi CLI, a plugin with Handshake supports previews.
      this.#supportsPreview = true;
      this.#accept(response.getAcceptSecrets(), response.getAcceptResources(), response.getAcceptOutputs());
    } catch (error) {
      if (!isNotImplemented(error)) throw error;
    }
  }

  /** Makes the plugin serve a package other than its own. */
  async parameterize({ name, version, value }: Parameterization): Promise<void> {
    const parameters = new rpc.ParameterizeRequest.ParametersValue().setName(name).setVersion(version).setValue(value);
    const request = new rpc.ParameterizeRequest().setValue(parameters);
    const response = await this.#call<rpc.ParameterizeResponse>((done) => this.#client.parameterize(request, done));
    const served = response.getName();
    if (served !== name)
      throw new ProviderFailure(`parameterize response name "${served}" does not match expected package "${name}"`);
  }

  async configure(inputs: Properties, subject: { urn: string; name: string; type: string; id: string }): Promise<void> {
    const request = this.#requests.configure(inputs, subject);
    const response = await this.#call<rpc.ConfigureResponse>((done) => this.#client.configure(request, done));
    if (this.#hasHandshake) return;
    this.#supportsPreview = response.getSupportspreview();
    this.#accept(response.getAcceptsecrets(), response.getAcceptresources(), response.getAcceptoutputs());
  }

  #accept(secrets: boolean, resources: boolean, outputs: boolean): void {
    this.#requests.accepts = { secrets, resources, outputs, unknowns: true, assetContents: true };
  }

  async check(call: CheckCall): Promise<CheckResult> {
    const response = await this.#call<rpc.CheckResponse>((done) =>
      this.#client.check(this.#requests.check(call), done),
    );
    return { inputs: this.#decode(fromStruct(response.getInputs()), call.newInputs), failures: failuresOf(response) };
  }

  async diff(call: DiffCall): Promise<DiffResult> {
    return decodeDiff(await this.#call<rpc.DiffResponse>((done) => this.#client.diff(this.#requests.diff(call), done)));
  }

  async create(call: CreateCall): Promise<CreateResult> {
    if (call.preview && !this.#supportsPreview) return { id: "", outputs: call.inputs };
    const request = this.#requests.create(call);
    const response = await this.#call<rpc.CreateResponse>((done) => this.#client.create(request, done), call.inputs);
    return { id: response.getId(), outputs: this.#decode(fromStruct(response.getProperties()), call.inputs) };
  }

  async update(call: UpdateCall): Promise<Properties> {
    if (call.preview && !this.#supportsPreview) return call.newInputs;
    const request = this.#requests.update(call);
    const response = await this.#call<rpc.UpdateResponse>((done) => this.#client.update(request, done), call.newInputs);
    return this.#decode(fromStruct(response.getProperties()), call.newInputs);
  }

  async delete(call: DeleteCall): Promise<void> {
    const request = this.#requests.delete(call);
    await this.#call<empty.Empty>((done) => this.#client.delete(request, done));
  }

  async read(call: ReadCall): Promise<ReadResult> {
    const request = this.#requests.read(call);
    const known = call.inputs ?? {};
    const response = await this.#call<rpc.ReadResponse>((done) => this.#client.read(request, done), known);
    const inputs = response.getInputs();
    const outputs = response.getProperties();
    return {
      id: response.getId(),
      outputs: outputs && restoreContent(this.#decode(fromStruct(outputs), call.outputs ?? {}), known),
      inputs: inputs && restoreContent(this.#decode(fromStruct(inputs), known), known),
    };
  }

  async invoke(token: string, args: Properties, preview: boolean): Promise<InvokeResult> {
    const request = new rpc.InvokeRequest()
      .setTok(token)
      .setArgs(this.#requests.encode(args, false))
      .setPreview(preview);
    const response = await this.#call<rpc.InvokeResponse>((done) => this.#client.invoke(request, done));
    const result = fromStruct(response.getReturn());
    // A provider that receives secrets as plain values cannot mark its results as secret.
    const hides = !this.#requests.accepts.secrets && containsSecret(args);
    return { result: hides ? mapValues(result, secret) : result, failures: failuresOf(response) };
  }

  async construct(call: ConstructCall): Promise<RegisterResult> {
    if (!this.#requests.accepts.secrets)
      throw new ProviderFailure("plugins that can construct components must support secrets");
    const request = encodeConstruct(call, this.#requests.encode(call.registration.inputs, true));
    return decodeConstructed(await this.#call<rpc.ConstructResponse>((done) => this.#client.construct(request, done)));
  }

  async call(call: MethodCall): Promise<CallResult> {
    const accepts = { ...this.#requests.accepts, secrets: true, resources: true };
    const request = encodeCall(call, toStruct(encodeFor(call.request.args, accepts)));
    return decodeCalled(await this.#call<rpc.CallResponse>((done) => this.#client.call(request, done)));
  }

  async cancel(): Promise<void> {
    if (this.#child.running) await this.#call<empty.Empty>((done) => this.#client.cancel(new empty.Empty(), done));
  }

  async close(): Promise<void> {
    this.#client.close();
    await this.#child.stop(STOP_GRACE_MS);
  }

  #decode(properties: Properties, inputs: Properties): Properties {
    return this.#requests.accepts.secrets ? properties : restoreSecrets(properties, inputs);
  }

  /**
   * The failure of a call whose process has ended. If the process exited by itself, the operation has failed, as with
   * the Pulumi CLI.
   */
  async #processEnded(cause: unknown): Promise<ProviderFailure> {
    const exit = await Promise.race([this.#child.ended, sleep(STOP_GRACE_MS, undefined, { ref: false })]);
    const Failure = exit?.signal === null ? ProviderFailure : ProviderKilled;
    return new Failure(CONNECTION_LOST, undefined, { cause });
  }

  /** @param known a partial result becomes secret where these inputs are */
  async #call<Response>(start: (done: Done<Response>) => unknown, known: Properties = {}): Promise<Response> {
    try {
      return await new Promise<Response>((resolve, reject) => {
        start((error, response) => (error ? reject(error) : resolve(response)));
      });
    } catch (error) {
      if (isConnectionLost(error as grpc.ServiceError)) throw await this.#processEnded(error);
      const failure = toFailure(error as grpc.ServiceError);
      if (!failure.partial) throw failure;
      const { partial } = failure;
      const outputs = this.#decode(partial.outputs, known);
      const inputs = partial.inputs && { inputs: this.#decode(partial.inputs, known) };
      throw new ProviderFailure(failure.message, { ...partial, outputs, ...inputs }, { cause: error });
    }
  }
}

const isNotImplemented = (error: unknown): boolean => error instanceof ProviderFailure && isUnimplemented(error.cause);
