/** A K3s cluster of real machines with monitoring and an application. */
import * as pulumi from "@pulumi/pulumi";
import type { ClusterReport } from "../../results/schema/outputs.ts";
import { accessCommands, entryForward, grafanaForward } from "../access.ts";
import type { Installation } from "../applications/application.ts";
import type { Secrets } from "../config/read.ts";
import { firewallList } from "../hosts/existing.ts";
import type { GeneratorHost, MachineHost } from "../hosts/host.ts";
import { createMachines, type Machines } from "../hosts/machines.ts";
import { machineProvenance } from "../hosts/provenance.ts";
import { Monitoring } from "../observability/kube-prometheus/monitoring.ts";
import { GRAFANA_SERVICE } from "../observability/names.ts";
import { expectedTargets } from "../observability/kube-prometheus/chart.ts";
import type { PrometheusSource } from "../observability/source.ts";
import type { Placed } from "../topology/scheduler.ts";
import type { ClusterPlan } from "../topology/plan.ts";
import { recommenderRelease } from "../workloads/recommender/release.ts";
import { KubernetesWorkload, type KubernetesWorkloadInputs } from "../workloads/kubernetes/workload.ts";
import type { Cluster, Deployed } from "./cluster.ts";
import { entryInCluster, plannedDeployments, podKillOf, prometheusSource, recommendedOf } from "./deployed.ts";
import { joinNodes, type JoinedNodes } from "./nodes.ts";
import { scrapeAddress } from "./k3s-model.ts";

/** Files in which the commands of the outputs expect the secret outputs. */
const KUBECONFIG_FILE = "kubeconfig.yaml";
const KEY_FILE = "stackmark-key";
const SERVE = { name: "serve", localPort: 8089 };

/**
 * @param installation of the planned application
 * @param askedRun the run that was asked for: before each, network and placement are checked again; null: none in particular
 */
export async function kubernetesCluster(
  plan: ClusterPlan,
  installation: Installation,
  secrets: Secrets,
  askedRun: string | null,
): Promise<Cluster> {
  const { hosts, generators, expiresAt } = await createMachines(plan, secrets);
  const joined = joinNodes(plan, hosts, askedRun);
  return {
    hosts,
    generators,
    instances: joined.instances,
    provenance: machineProvenance(),
    expiresAt: expiresAt ?? undefined,
    timings: joined.timings,
    deploy: () => deploy(plan, installation, secrets, { hosts, generators, expiresAt }, joined),
  };
}

/** Deploys once every planned node is Ready, labelled and checked: a load would measure the wait otherwise. */
function deploy(
  plan: ClusterPlan,
  installation: Installation,
  { grafanaPassword }: Secrets,
  { hosts, generators, expiresAt }: Machines,
  joined: JoinedNodes,
): Deployed {
  const { model, kubeconfig, inside, labelled, preflight, server } = joined;
  const k8s = plan.kubernetes;
  const opts = { ...inside, dependsOn: [preflight, ...labelled] };
  const scraped = plan.nodes.map(({ name }) => ({
    name,
    scrapeAddress: model.apply((known) =>
      scrapeAddress(
        k8s,
        known.nodes.find((node) => node.name === name)!,
      ),
    ),
  }));
  const isMeasured = plan.observability === "own";
  const monitoring =
    isMeasured &&
    new Monitoring(
      "monitoring",
      {
        chart: k8s.monitoring.chart,
        nodes: scraped,
        server: server.node.name,
        scrapeIntervalMs: plan.load.scrapeIntervalMs,
        workloadNamespace: k8s.workload.namespace,
        grafanaPassword,
      },
      opts,
    );
  const inputs = workloadInputs(plan, installation, hosts, joined);
  const { recommender: chart, workload } = k8s;
  const recommender = chart
    ? [recommenderRelease({ chart, server: server.node.name, timeoutMs: workload.timeoutMs }, opts)]
    : [];
  const { endpoint, endpoints, target, rollout, reschedule } = new KubernetesWorkload(plan.workload.name, inputs, {
    ...opts,
    dependsOn: [...opts.dependsOn, ...recommender],
  });
  const report = pulumi.output({
    podsPerNode: rollout.podsPerNode,
    moved: reschedule
      ? pulumi.output({
          before: reschedule.before,
          after: reschedule.after,
          durationMs: reschedule.durationMs,
          probes: reschedule.probes,
        })
      : null,
    preflight: { findings: preflight.findings, facts: preflight.facts, roundTrips: preflight.roundTrips },
    access: accessOf(server, plan, target.port),
    firewall: firewallsOf(plan, hosts, generators),
    expiresAt,
  }) as pulumi.Output<ClusterReport>;
  return {
    endpoint,
    endpoints,
    placement: rollout.placement,
    readyMs: rollout.readyMs,
    resources: [rollout, ...(monitoring ? [monitoring.release] : [])],
    metrics: isMeasured
      ? pulumi.all([kubeconfig, rollout.placement]).apply(([text, placement]) => metricsOf(plan, text, placement))
      : { kind: "none" },
    inCluster: entryInCluster(k8s, kubeconfig, target),
    podKill: podKillOf(k8s, kubeconfig, target),
    recommended: recommendedOf(plan, kubeconfig),
    report,
    secrets: {
      kubeconfig,
      ...(monitoring ? { grafanaPassword: monitoring.grafanaPassword } : {}),
      // Users have the keys of existing machines.
      ...(server.node.machine?.kind === "existing" ? {} : { sshKey: pulumi.secret(server.access!.privateKey) }),
    },
  };
}

function metricsOf(plan: ClusterPlan, kubeconfig: string, placement: readonly Placed[]): PrometheusSource {
  const source = prometheusSource(plan, plan.kubernetes, placement, { kubeconfig });
  return { ...source, targets: expectedTargets(source.nodes) };
}

function accessOf(
  { access, publicIp }: MachineHost,
  { kubernetes: { entry, workload }, observability }: ClusterPlan,
  entryPort: pulumi.Output<number>,
): pulumi.Output<ClusterReport["access"]> {
  const { user, port = 22 } = access!;
  return pulumi.all([publicIp, user, port, entryPort]).apply(([address, name, sshPort, servicePort]) =>
    accessCommands({
      kubeconfig: KUBECONFIG_FILE,
      server: { address, user: name, port: sshPort, keyFile: KEY_FILE },
      forwards: [
        entryForward(workload.namespace, entry.service, servicePort),
        ...(observability === "own" ? [grafanaForward("monitoring", GRAFANA_SERVICE)] : []),
      ],
      serverForwards: [SERVE],
    }),
  );
}

function firewallsOf(
  { kubernetes }: ClusterPlan,
  hosts: readonly MachineHost[],
  generators: readonly GeneratorHost[],
): pulumi.Output<Record<string, string[]>> {
  const existing = hosts.filter(({ node }) => node.machine?.kind === "existing");
  const names = [...hosts.map(({ node }) => node.name), ...generators.map(({ name }) => name)];
  const known = [...hosts.map(({ publicIp }) => publicIp), ...generators.map(({ access }) => access.host)];
  return pulumi.all(known).apply((addresses) => {
    const addressOf = (name: string): string => addresses[names.indexOf(name)]!;
    return Object.fromEntries(existing.map(({ node }) => [node.name, firewallList(kubernetes, node.name, addressOf)]));
  });
}

/** @param joined `labelled` sets the labels for rescheduling the entry */
function workloadInputs(
  plan: ClusterPlan,
  installation: Installation,
  hosts: readonly MachineHost[],
  {
    kubeconfig,
    labelled,
    instances,
    askedRun,
  }: Pick<JoinedNodes, "kubeconfig" | "labelled" | "instances" | "askedRun">,
): KubernetesWorkloadInputs {
  const { entry, mustServe, workload: own } = plan.kubernetes;
  return {
    kubeconfig,
    installation,
    namespace: own.namespace,
    nodes: hosts.map(({ node: { name }, publicIp }) => ({
      name,
      address: publicIp,
      mustServe: mustServe.includes(name),
    })),
    machines: instances,
    run: askedRun,
    entry,
    canary: plan.canary,
    planned: plannedDeployments(plan, installation),
    others: own.others,
    ready: own.ready,
    preloads: own.preload,
    move: entry.move ? { ...entry.move, labelled } : undefined,
    timeoutMs: own.timeoutMs,
  };
}
