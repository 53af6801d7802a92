import * as grpc from "@grpc/grpc-js";
import engineRpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import type { Context } from "./resource-type.ts";

const { LogSeverity } = engine;

const SEVERITIES: Record<Parameters<Context["log"]>[0], engine.LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** Sends messages to the engine that started the plugin. */
export class EngineLog {
  #client: InstanceType<typeof engineRpc.EngineClient> | undefined;

  /** @param address `127.0.0.1:<port>`; empty: there is no engine, and messages are dropped */
  connect(address: string): void {
    if (address === "" || this.#client) return;
    const options = { "grpc.enable_http_proxy": 0 };
    this.#client = new engineRpc.EngineClient(address, grpc.credentials.createInsecure(), options);
  }

  log(severity: Parameters<Context["log"]>[0], message: string, urn: string, isStatus: boolean): void {
    const request = new engine.LogRequest().setSeverity(SEVERITIES[severity]).setMessage(message).setUrn(urn);
    // A message that cannot be shown must not fail the operation that it is about.
    this.#client?.log(request.setEphemeral(isStatus), () => {});
  }
}
