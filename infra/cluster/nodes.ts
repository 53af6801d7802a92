/** Joins the machines of a plan to one K3s cluster: installed, labelled, and checked before anything runs on it. */
import * as pulumi from "@pulumi/pulumi";
import type { MachineHost } from "../hosts/host.ts";
import { Login } from "../hosts/login/resource.ts";
import { k3sAgent } from "../k3s/agent.ts";
import { ManualJoin } from "../k3s/join/resource.ts";
import type { K3sCluster } from "../k3s/model.ts";
import { Preflight } from "../k3s/preflight/resource.ts";
import { k3sKubeconfig, k3sServer } from "../k3s/server.ts";
import { ClusterTokens } from "../k3s/tokens/resource.ts";
import { NodePatch } from "@pulumi/kubernetes/core/v1/nodePatch.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type { ClusterPlan } from "../topology/plan.ts";
import type { Timing } from "./cluster.ts";
import { k3sModel, preflightPorts } from "./k3s-model.ts";

export interface JoinedNodes {
  model: pulumi.Output<K3sCluster>;
  server: MachineHost;
  /** IDs of the machines, in the plan's order. */
  instances: pulumi.Output<string[]>;
  /** Secret. */
  kubeconfig: pulumi.Output<string>;
  /** Options for all resources inside the cluster: deleted with the server's machine, so destroy needs no API server. */
  inside: { provider: Provider; deletedWith: pulumi.Resource };
  labelled: pulumi.Resource[];
  preflight: Preflight;
  /** The run that was asked for; null: none in particular. */
  askedRun: string | null;
  timings: Timing[];
}

export function joinNodes(plan: ClusterPlan, hosts: readonly MachineHost[], askedRun: string | null): JoinedNodes {
  const k8s = plan.kubernetes;
  const server = hosts.find(({ node }) => node.role === "server")!;
  const model = pulumi
    .all(hosts.map(({ publicIp, privateIp }) => pulumi.output({ publicIp, privateIp })))
    .apply((known) => k3sModel(plan, Object.fromEntries(known.map((each, i) => [hosts[i]!.node.name, each]))));
  const withServer = { deletedWith: server.lifetime };
  const logins = new Map(hosts.filter(({ access }) => access !== null).map((host) => [host, loginTo(host)]));
  const onServer = { ...withServer, dependsOn: logins.get(server)! };
  const installed = k3sServer(
    { cluster: model, access: server.access!, machine: server.instance, tokens: new ClusterTokens("tokens") },
    onServer,
  );
  const kubeconfig = k3sKubeconfig(installed, server.publicIp, withServer);
  const timings: Timing[] = [timed("k3s-server", installed.timing)];
  const ready: pulumi.Resource[] = [installed.install];
  const readyOf = new Map<string, pulumi.Resource>([[server.node.name, installed.install]]);
  for (const host of hosts) {
    if (host === server) continue;
    const { node, access, lifetime } = host;
    const { name } = node;
    let joined: pulumi.Resource;
    if (access === null) {
      const manual = new ManualJoin(
        { stack: plan.stack, node: name, cluster: model, server: installed },
        { ...withServer, dependsOn: [lifetime, installed.install] },
      );
      timings.push({ name: `${name}-join`, createMs: null, readyMs: manual.waitedMs });
      joined = manual;
    } else {
      const agent = k3sAgent(
        { cluster: model, node: name, access, machine: host.instance, server: installed },
        { deletedWith: lifetime, dependsOn: [logins.get(host)!, logins.get(server)!] },
        withServer,
      );
      timings.push(timed(`${name}-join`, agent.timing));
      joined = agent.ready;
    }
    ready.push(joined);
    readyOf.set(name, joined);
  }
  const provider = new Provider("k3s", { kubeconfig, deleteUnreachable: true }, withServer);
  const inside = { ...withServer, provider };
  const labelled = k8s.roleLabels.map(({ node, labels }) => {
    const { instance } = hosts.find((host) => host.node.name === node)!;
    return roleLabels(node, labels, instance, { ...inside, dependsOn: [readyOf.get(node)!] });
  });
  const access = Object.fromEntries(hosts.flatMap((host) => (host.access ? [[host.node.name, host.access]] : [])));
  const preflight = new Preflight(
    "preflight",
    {
      cluster: model,
      access,
      machines: hosts.map(({ instance }) => instance),
      ports: model.apply((known) => preflightPorts(k8s, known)),
      run: askedRun,
    },
    { ...withServer, dependsOn: [...ready, ...labelled] },
  );
  const instances = pulumi.all(hosts.map(({ instance }) => instance));
  return { model, server, instances, kubeconfig, inside, labelled, preflight, askedRun, timings };
}

function loginTo({ node, access, instance, lifetime, opened }: MachineHost): Login {
  const isExisting = node.machine!.kind === "existing";
  const args = { node: node.name, access: access!, machine: instance, isExisting };
  return new Login(args, { deletedWith: lifetime, dependsOn: [lifetime, ...opened] });
}

const timed = (name: string, timing: pulumi.Output<{ createMs: number; readyMs: number }>): Timing => ({
  name,
  createMs: timing.createMs,
  readyMs: timing.readyMs,
});

/** A node that joins again has lost its labels. The machine's ID makes that a change, so that they are set again. */
const MACHINE = "stackmark.dev/machine";

/**
 * Role labels, which only an administrator may set: a kubelet that sets one on its own node does not start.
 *
 * @param machine ID of the machine that is the node
 * @param opts `dependsOn` what joins the node: it does not exist before
 */
export const roleLabels = (
  node: string,
  labels: Record<string, pulumi.Input<string>>,
  machine: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): NodePatch =>
  new NodePatch(`${node}-labels`, { metadata: { name: node, labels, annotations: { [MACHINE]: machine } } }, opts);
