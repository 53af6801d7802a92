/** Asks hooks of the program. */
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { ResourceState } from "../model.ts";
import type { Properties } from "../values.ts";
import type { InvokeCallback } from "./callbacks.ts";
import { encodeStateOptions } from "./encode.ts";
import type { Callback } from "./registrar.ts";
import { toStruct } from "./struct.ts";

export interface HookCall {
  urn: string;
  id: string;
  name: string;
  type: string;
  newInputs?: Properties;
  oldInputs?: Properties;
  newOutputs?: Properties;
  oldOutputs?: Properties;
  /** Whose options it is told. */
  before?: ResourceState;
  after?: ResourceState;
}

/** Answers what went wrong in the hook, or undefined. */
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
  /** What went wrong each time, the last first. */
  failures: string[];
}

/** Whether the operation is to be tried again. Throws what went wrong in the hook. */
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
