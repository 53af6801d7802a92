/** An agent: K3s on another machine, joined to the server and Ready. */
import * as pulumi from "@pulumi/pulumi";
import { agentReportSchema, parseReport, readyReportSchema } from "./scripts/reports.ts";
import { nodeNamed, type K3sCluster } from "./model.ts";
import { remoteScript, type MachineAccess } from "../ssh/remote-script.ts";
import { agentScript, forgetScript, identityScript, waitNodeScript } from "./scripts/index.ts";
import type { Server } from "./server.ts";

export interface AgentArgs {
  cluster: pulumi.Input<K3sCluster>;
  /** Name of one of the cluster's nodes. */
  node: string;
  access: MachineAccess;
  /** ID of the machine. If it changes, K3s is installed on the new machine, which takes over the node's name. */
  machine: pulumi.Input<string>;
  server: Server;
}

export interface Agent {
  node: string;
  /** Complete when the node is Ready. */
  ready: pulumi.Resource;
  timing: pulumi.Output<{ createMs: number; readyMs: number }>;
}

/**
 * @param opts of resources on the agent's machine: `deletedWith` that machine
 * @param serverOpts of resources on the server for this agent: `deletedWith` the server's machine
 */
export function k3sAgent(
  { cluster, node, access, machine, server }: AgentArgs,
  opts: pulumi.CustomResourceOptions,
  serverOpts: pulumi.CustomResourceOptions,
): Agent {
  const identity = remoteScript(`${node}-identity`, { access, machine, script: identityScript() }, opts);
  // Runs on the server, and again if the agent's machine changes.
  const onServer = { access: server.access, machine: pulumi.interpolate`${server.machine} ${machine}` };
  const forget = remoteScript(
    `${node}-forget`,
    { ...onServer, script: identity.stdout.apply((machineId) => forgetScript(node, machineId.trim())) },
    { ...serverOpts, dependsOn: [server.install] },
  );
  const script = pulumi.output(cluster).apply((plain) => agentScript(plain, nodeNamed(plain, node)));
  const join = remoteScript(
    `${node}-join`,
    { access, machine, script, stdin: pulumi.interpolate`${server.agentToken}\n` },
    { ...opts, dependsOn: [forget] },
  );
  const ready = remoteScript(
    `${node}-ready`,
    { ...onServer, script: waitNodeScript(node) },
    { ...serverOpts, dependsOn: [join] },
  );
  const timing = pulumi.all([join.stdout, ready.stdout]).apply(([joined, waited]) => ({
    createMs: parseReport(agentReportSchema, joined).createMs,
    readyMs: parseReport(readyReportSchema, waited).readyMs,
  }));
  return { node, ready, timing };
}
