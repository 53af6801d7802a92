/** One gRPC server on the loopback interface for both services of a deployment. */
import * as grpc from "@grpc/grpc-js";
import engineRpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import resourceRpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import { engineService } from "./engine-service.ts";
import { monitorService } from "./monitor.ts";
import type { DeploymentInfo, Registrar } from "./registrar.ts";
import { channelOptions } from "./rpc.ts";
import { Sources } from "./source-position.ts";

export interface EngineServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  close(): void;
}

/**
 * Starts the server that the program talks to.
 *
 * @param projectDir where source positions are relative to
 */
export async function serve(registrar: Registrar, info: DeploymentInfo, projectDir: string): Promise<EngineServer> {
  const server = new grpc.Server(channelOptions);
  server.addService(resourceRpc.ResourceMonitorService, monitorService(registrar, info, new Sources(projectDir)));
  server.addService(
    engineRpc.EngineService,
    engineService((message) => registrar.log(message)),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}
