/** A node on a machine without SSH access: its owner runs a script, and the stack waits until the node has joined. */
import * as pulumi from "@pulumi/pulumi";
import { joinProvider } from "./provider.ts";
import type { K3sCluster } from "../model.ts";
import type { Server } from "../server.ts";

export interface ManualJoinArgs {
  stack: string;
  node: string;
  cluster: pulumi.Input<K3sCluster>;
  server: Server;
  /** Default one hour. */
  deadlineMs?: number;
}

/** Complete when the node is Ready. The script is `.stackmark/<stack>/join-<node>.sh`; only its owner can read it. */
export class ManualJoin extends pulumi.dynamic.Resource {
  declare readonly waitedMs: pulumi.Output<number>;

  constructor(args: ManualJoinArgs, opts: pulumi.CustomResourceOptions = {}) {
    const { stack, node, cluster, server, deadlineMs = 3_600_000 } = args;
    const target = { port: 22, ...server.access, privateKey: pulumi.secret(server.access.privateKey) };
    const agentToken = pulumi.secret(server.agentToken);
    const inputs = { stack, node, cluster, agentToken, server: target, deadlineMs, waitedMs: undefined };
    const options = { ...opts, additionalSecretOutputs: ["agentToken", "server"] };
    super(joinProvider, `${node}-join`, inputs, options, "stackmark", "ManualJoin");
  }
}
