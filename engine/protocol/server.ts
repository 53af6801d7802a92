/** The gRPC server of a deployment, on the loopback interface: the resource monitor and the engine service. */
import * as grpc from "@grpc/grpc-js";
import engineRpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engine from "@pulumi/pulumi/proto/engine_pb.js";
import resourceRpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { SourcePositions } from "./decode.ts";
import { monitorService } from "./monitor-service.ts";
import type { DeploymentInfo, LogMessage, ResourceMonitor } from "./resource-monitor.ts";
import { channelOptions, unary } from "./rpc.ts";

export interface EngineServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  close(): void;
}

/** @param projectDir the folder that source positions are relative to */
export async function serve(monitor: ResourceMonitor, info: DeploymentInfo, projectDir: string): Promise<EngineServer> {
  const server = new grpc.Server(channelOptions);
  server.addService(resourceRpc.ResourceMonitorService, monitorService(monitor, info, new SourcePositions(projectDir)));
  server.addService(
    engineRpc.EngineService,
    engineService((message) => monitor.log(message)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

const SEVERITIES: Record<engine.LogSeverity, LogMessage["severity"]> = {
  [engine.LogSeverity.DEBUG]: "debug",
  [engine.LogSeverity.INFO]: "info",
  [engine.LogSeverity.WARNING]: "warning",
  [engine.LogSeverity.ERROR]: "error",
};

function engineService(log: (message: LogMessage) => void): IEngineServer {
  let rootUrn = "";
  return {
    log: unary((request: engine.LogRequest) => {
      log({
        severity: SEVERITIES[request.getSeverity()],
        message: request.getMessage(),
        urn: request.getUrn() || undefined,
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
