/** Asks a resource hook of the program. */
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { Properties } from "../values.ts";
import type { InvokeCallback } from "./callbacks.ts";
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
  const response = resources.ResourceHookResponse.deserializeBinary(await invoke(callback, request.serializeBinary()));
  return response.getError() || undefined;
}
