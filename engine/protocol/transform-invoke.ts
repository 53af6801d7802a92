/** Transforms of invokes: the program changes the arguments and options of a function call before the provider gets it. */
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { InvokeCallback } from "./callbacks.ts";
import type { Callback, InvokeRequest } from "./registrar.ts";
import { fromStruct, toStruct } from "./struct.ts";

export async function transformInvoke(
  invoke: InvokeCallback,
  callback: Callback,
  request: InvokeRequest,
): Promise<InvokeRequest> {
  const options = new resources.TransformInvokeOptions()
    .setProvider(request.provider ?? "")
    .setVersion(request.version)
    .setPluginDownloadUrl(request.pluginDownloadUrl);
  const message = new resources.TransformInvokeRequest()
    .setToken(request.token)
    .setArgs(toStruct(request.args))
    .setOptions(options);
  const response = resources.TransformInvokeResponse.deserializeBinary(
    await invoke(callback, message.serializeBinary()),
  );
  const [args, changed] = [response.getArgs(), response.getOptions()];
  const { provider: _, ...rest } = request;
  return {
    ...(changed ? rest : request),
    ...(args ? { args: fromStruct(args) } : {}),
    ...(changed
      ? {
          ...(changed.getProvider() === "" ? {} : { provider: changed.getProvider() }),
          version: changed.getVersion(),
          pluginDownloadUrl: changed.getPluginDownloadUrl(),
        }
      : {}),
  };
}
