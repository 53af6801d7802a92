/** The server: K3s installed and ready, its agents' token read back with the CA's hash in it, and its kubeconfig. */
import type { Command } from "@pulumi/command/remote/command.js";
import * as pulumi from "@pulumi/pulumi";
import { parseDocument } from "yaml";
import { InfraError } from "../errors.ts";
import { API_PORT, serverOf, type K3sCluster } from "./model.ts";
import { parseAgentToken, parseReport, serverReportSchema } from "./scripts/reports.ts";
import { remoteScript, type MachineAccess } from "../ssh/remote-script.ts";
import { agentTokenScript, kubeconfigScript, serverScript } from "./scripts/index.ts";

export interface ServerArgs {
  cluster: pulumi.Input<K3sCluster>;
  access: MachineAccess;
  /** ID of the machine. If it changes, K3s is installed on the new machine. */
  machine: pulumi.Input<string>;
  tokens: { serverToken: pulumi.Input<string>; agentToken: pulumi.Input<string> };
}

export interface Server {
  /** Complete when the API, the node and every pod of kube-system are ready. */
  install: Command;
  access: MachineAccess;
  machine: pulumi.Input<string>;
  /** `K10<CA hash>::...`: with it, agents verify the server before they join. Secret. */
  agentToken: pulumi.Output<string>;
  timing: pulumi.Output<{ createMs: number; readyMs: number }>;
}

/** @param opts of every resource: `deletedWith` the machine, so that destroy never waits for a dead one */
export function k3sServer(args: ServerArgs, opts: pulumi.CustomResourceOptions): Server {
  const { cluster, access, machine, tokens } = args;
  const script = pulumi.output(cluster).apply((plain) => serverScript(plain, serverOf(plain)));
  const stdin = pulumi.interpolate`${tokens.serverToken}\n${tokens.agentToken}\n`;
  const install = remoteScript("k3s-server", { access, machine, script, stdin }, opts);
  const token = { access, machine, script: agentTokenScript(), isOutputSecret: true };
  const readBack = remoteScript("k3s-agent-token", token, { ...opts, dependsOn: [install] });
  return {
    install,
    access,
    machine,
    agentToken: pulumi.secret(readBack.stdout).apply(parseAgentToken),
    timing: install.stdout.apply((stdout) => parseReport(serverReportSchema, stdout)),
  };
}

/**
 * The administrator's kubeconfig, with the address that clients use. Secret.
 *
 * @param host where clients reach the API; one of the cluster's `apiNames`
 */
export function k3sKubeconfig(
  server: Server,
  host: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { access, machine, install } = server;
  const read = remoteScript(
    "k3s-kubeconfig",
    { access, machine, script: kubeconfigScript(), isOutputSecret: true },
    { ...opts, dependsOn: [install] },
  );
  return pulumi.all([pulumi.secret(read.stdout), host]).apply(([text, address]) => atAddress(text, address));
}

/**
 * The kubeconfig for clients that reach the API at `host`, which must be one of the certificate's names.
 *
 * @throws InfraError `K3S_ANSWER` for anything but a kubeconfig with one cluster; the error does not quote it
 */
export function atAddress(kubeconfig: string, host: string): string {
  const document = parseDocument(kubeconfig);
  const server = ["clusters", 0, "cluster", "server"];
  if (document.errors.length > 0 || !document.hasIn(server) || document.hasIn(["clusters", 1]))
    throw new InfraError("K3S_ANSWER", "/etc/rancher/k3s/k3s.yaml on the server is not a kubeconfig with one cluster.");
  document.setIn(server, `https://${host}:${API_PORT}`);
  return document.toString({ lineWidth: 0 });
}
