import * as grpc from "@grpc/grpc-js";
import providerRpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { watchParent } from "../../../base/parent.ts";
import { EngineLog } from "./engine-log.ts";
import type { Plugin } from "./resource-type.ts";
import { providerService } from "./service.ts";

/** Pulumi's limit. gRPC's default is too small for large properties. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

/**
 * Serves a plugin on loopback until the process that started it ends, and prints the port for it as the first line of
 * standard output. The engine's address is the first argument of the process.
 */
export async function servePlugin(plugin: Plugin): Promise<void> {
  const engine = new EngineLog();
  engine.connect(process.argv[2] ?? "");
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(
    providerRpc.ResourceProviderService,
    providerService(plugin, engine) as grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  process.stdout.write(`${port}\n`);
  watchParent(() => process.exit());
}
