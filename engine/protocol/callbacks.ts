/** Calls functions of the program: transforms and hooks. */
import * as grpc from "@grpc/grpc-js";
import callbackRpc from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { ResourceState } from "../model.ts";
import type { Properties } from "../values.ts";
import { encodeStateOptions } from "./encode.ts";
import type { Callback } from "./resource-monitor.ts";
import { channelOptions } from "./rpc.ts";
import { toStruct } from "./wire.ts";

/** Invokes a callback with an encoded request, and returns the encoded response. */
export type InvokeCallback = (callback: Callback, request: Uint8Array) => Promise<Uint8Array>;

export class Callbacks {
  /** By address, because remote components serve their callbacks from their own process. */
  readonly #clients = new Map<string, InstanceType<typeof callbackRpc.CallbacksClient>>();

  readonly invoke: InvokeCallback = async ({ target, token }, bytes) => {
    const client = this.#client(target);
    const request = new callbacks.CallbackInvokeRequest().setToken(token).setRequest(bytes);
    const response = await new Promise<callbacks.CallbackInvokeResponse>((resolve, reject) => {
      client.invoke(request, (error, result) =>
        error ? reject(new Error(error.details, { cause: error })) : resolve(result),
      );
    });
    return response.getResponse_asU8();
  };

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }

  #client(target: string) {
    const client =
      this.#clients.get(target) ??
      new callbackRpc.CallbacksClient(target, grpc.credentials.createInsecure(), channelOptions);
    this.#clients.set(target, client);
    return client;
  }
}

export interface HookCall {
  urn: string;
  id: string;
  name: string;
  type: string;
  newInputs?: Properties;
  oldInputs?: Properties;
  newOutputs?: Properties;
  oldOutputs?: Properties;
  /** The old and the new state; the hook receives their options. */
  before?: ResourceState;
  after?: ResourceState;
}

/** Returns the hook's error message, if it failed. */
export async function callHook(
  invoke: InvokeCallback,
  callback: Callback,
  call: HookCall,
): Promise<string | undefined> {
  const request = new resources.ResourceHookRequest()
    .setUrn(call.urn)
    .setId(call.id)
    .setName(call.name)
    .setType(call.type);
  if (call.newInputs) request.setNewInputs(toStruct(call.newInputs));
  if (call.oldInputs) request.setOldInputs(toStruct(call.oldInputs));
  if (call.newOutputs) request.setNewOutputs(toStruct(call.newOutputs));
  if (call.oldOutputs) request.setOldOutputs(toStruct(call.oldOutputs));
  if (call.before) request.setOldOptions(encodeStateOptions(call.before));
  if (call.after) request.setNewOptions(encodeStateOptions(call.after));
  const response = resources.ResourceHookResponse.deserializeBinary(await invoke(callback, request.serializeBinary()));
  return response.getError() || undefined;
}

export interface ErrorHookCall extends Omit<HookCall, "newOutputs"> {
  operation: "create" | "update" | "delete";
  /** The error messages so far, newest first. */
  failures: string[];
}

/** Returns whether the operation must be retried. Throws if the hook failed. */
export async function callErrorHook(invoke: InvokeCallback, callback: Callback, call: ErrorHookCall): Promise<boolean> {
  const request = new resources.ErrorHookRequest()
    .setUrn(call.urn)
    .setId(call.id)
    .setName(call.name)
    .setType(call.type)
    .setFailedOperation(call.operation)
    .setErrorsList(call.failures);
  if (call.newInputs) request.setNewInputs(toStruct(call.newInputs));
  if (call.oldInputs) request.setOldInputs(toStruct(call.oldInputs));
  if (call.oldOutputs) request.setOldOutputs(toStruct(call.oldOutputs));
  if (call.before) request.setOldOptions(encodeStateOptions(call.before));
  if (call.after) request.setNewOptions(encodeStateOptions(call.after));
  const response = resources.ErrorHookResponse.deserializeBinary(await invoke(callback, request.serializeBinary()));
  if (response.getError() !== "") throw new Error(response.getError());
  return response.getRetry();
}
