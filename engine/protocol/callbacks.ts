/** Functions of the program that the engine calls back: transforms and hooks. */
import * as grpc from "@grpc/grpc-js";
import callbackRpc from "@pulumi/pulumi/proto/callback_grpc_pb.js";
import callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import type { Callback } from "./registrar.ts";
import { channelOptions } from "./rpc.ts";

/** Invokes a callback with an encoded request, and answers the encoded response. */
export type InvokeCallback = (callback: Callback, request: Uint8Array) => Promise<Uint8Array>;

export class Callbacks {
  /** By address: a component in another process has its own. */
  readonly #clients = new Map<string, InstanceType<typeof callbackRpc.CallbacksClient>>();

  readonly invoke: InvokeCallback = async ({ target, token }, bytes) => {
    const client = this.#client(target);
    const request = new callbacks.CallbackInvokeRequest().setToken(token).setRequest(bytes);
    const response = await new Promise<callbacks.CallbackInvokeResponse>((resolve, reject) => {
      client.invoke(request, (error, answer) =>
        error ? reject(new Error(error.details, { cause: error })) : resolve(answer),
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
