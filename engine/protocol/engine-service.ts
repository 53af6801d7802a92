/** The Engine service: where programs log, and where older SDKs keep the URN of the stack. */
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { LogMessage } from "./registrar.ts";
import { unary } from "./rpc.ts";

const SEVERITIES: Record<engine.LogSeverity, LogMessage["severity"]> = {
  [engine.LogSeverity.DEBUG]: "debug",
  [engine.LogSeverity.INFO]: "info",
  [engine.LogSeverity.WARNING]: "warning",
  [engine.LogSeverity.ERROR]: "error",
};

export function engineService(log: (message: LogMessage) => void): IEngineServer {
  let rootUrn = "";
  return {
    log: unary((request: engine.LogRequest) => {
      const urn = request.getUrn();
      log({
        severity: SEVERITIES[request.getSeverity()],
        message: request.getMessage(),
        ...(urn === "" ? {} : { urn }),
        streamId: request.getStreamid(),
        ephemeral: request.getEphemeral(),
      });
      return new empty.Empty();
    }),
    getRootResource: unary(() => new engine.GetRootResourceResponse().setUrn(rootUrn)),
    setRootResource: unary((request: engine.SetRootResourceRequest) => {
      rootUrn = request.getUrn();
      return new engine.SetRootResourceResponse();
    }),
    startDebugging: unary(() => new empty.Empty()),
    requirePulumiVersion: unary(() => new engine.RequirePulumiVersionResponse()),
  };
}
