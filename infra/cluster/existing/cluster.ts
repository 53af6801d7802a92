/** A Kubernetes cluster that others run, with an application in a namespace of the stack's own. */
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/kubernetes/provider.js";
import type { ClusterReport } from "../../../results/schema/outputs.ts";
import { accessCommands, entryForward, grafanaForward } from "../../access.ts";
import type { Installation } from "../../applications/application.ts";
import type { Secrets } from "../../config/read.ts";
import type { Host } from "../../hosts/host.ts";
import { machineProvenance } from "../../hosts/provenance.ts";
import { Monitoring } from "../../observability/kube-prometheus/monitoring.ts";
import { GRAFANA_SERVICE } from "../../observability/names.ts";
import { addressOf } from "../../topology/existing.ts";
import type { FoundMachine, PlannedNode } from "../../topology/nodes.ts";
import type { ExistingClusterPlan } from "../../topology/plan.ts";
import { KubernetesWorkload } from "../../workloads/kubernetes/workload.ts";
import { entryInCluster, plannedDeployments, podKillOf } from "../deployed.ts";
import type { Cluster, Deployed } from "../cluster.ts";
import { metricsOf } from "./metrics.ts";
import { ownNamespaces } from "./own-namespaces.ts";

export interface ExistingSecrets extends Pick<Secrets, "grafanaPassword"> {
  /** Self-contained. */
  kubeconfig: string;
}

/**
 * @param askedRun the run that was asked for: before each, the placement is checked again; null: none in particular
 */
export function existingCluster(
  plan: ExistingClusterPlan,
  installation: Installation,
  secrets: ExistingSecrets,
  askedRun: string | null,
): Cluster {
  return {
    hosts: plan.nodes.map(hostOf),
    generators: [],
    instances: pulumi.output(uidsOf(plan)),
    provenance: machineProvenance(),
    timings: [],
    deploy: () => deploy(plan, installation, secrets, askedRun),
  };
}

const uidsOf = ({ nodes }: ExistingClusterPlan): string[] => nodes.map(({ machine }) => (machine as FoundMachine).uid);

const SHARED_MACHINE = {
  cpu: true,
  memory: true,
  note: "what the node offers to pods; pods of others may use it too",
};

function hostOf(node: PlannedNode): Host {
  const { internalIp, address } = node.machine as FoundMachine;
  return {
    node,
    publicIp: address === null ? null : pulumi.output(address),
    privateIp: internalIp === null ? null : pulumi.output(internalIp),
    quota: pulumi.output(SHARED_MACHINE),
    timing: null,
    provenance: machineProvenance(),
  };
}

function deploy(
  plan: ExistingClusterPlan,
  installation: Installation,
  { kubeconfig: text, grafanaPassword }: ExistingSecrets,
  askedRun: string | null,
): Deployed {
  const { existing, nodes, observability } = plan;
  const { entry, workload } = existing;
  const kubeconfig = pulumi.secret(text);
  const provider = new Provider("cluster", { kubeconfig });
  const namespaces = ownNamespaces(existing, installation, kubeconfig);
  const monitoring =
    existing.monitoring &&
    new Monitoring(
      "monitoring",
      {
        chart: existing.monitoring.chart,
        nodes: nodes.map(({ name, machine }) => ({
          name,
          scrapeAddress: (machine as FoundMachine).internalIp ?? name,
        })),
        server: null,
        verifiesKubelets: false,
        namespace: namespaces.monitoring!,
        scrapeIntervalMs: plan.load.scrapeIntervalMs,
        workloadNamespace: workload.namespace,
        grafanaPassword,
      },
      { provider },
    );
  const { endpoint, endpoints, target, rollout } = new KubernetesWorkload(
    plan.workload.name,
    {
      kubeconfig,
      installation,
      namespace: workload.namespace,
      nodes: nodes.map(({ name, machine }) => ({ name, address: addressOf(machine)!, mustServe: false })),
      machines: uidsOf(plan),
      run: askedRun,
      entry,
      canary: plan.canary,
      planned: plannedDeployments(plan, installation),
      others: workload.others,
      ready: workload.ready,
      preloads: workload.preload,
      timeoutMs: workload.timeoutMs,
      existing: { namespace: namespaces.workload, provider: namespaces.provider, labels: existing.labels },
    },
    { provider },
  );
  return {
    endpoint,
    endpoints,
    placement: rollout.placement,
    readyMs: rollout.readyMs,
    resources: [rollout, ...(monitoring ? [monitoring.release] : [])],
    metrics:
      observability === "none"
        ? { kind: "none" }
        : pulumi
            .all([kubeconfig, rollout.placement])
            .apply(([access, placement]) => metricsOf(plan, observability, access, placement)),
    inCluster: entryInCluster(existing, kubeconfig, target),
    podKill: podKillOf(existing, kubeconfig, target),
    report: reportOf(plan, rollout.podsPerNode, target.port),
    secrets: monitoring ? { grafanaPassword: monitoring.grafanaPassword } : {},
  };
}

/** File in which the commands of the outputs expect the user's kubeconfig. */
const KUBECONFIG_FILE = "kubeconfig.yaml";

function reportOf(
  { existing: { entry, workload, monitoring } }: ExistingClusterPlan,
  podsPerNode: pulumi.Output<Record<string, number>>,
  port: pulumi.Output<number>,
): pulumi.Output<ClusterReport> {
  const grafana = monitoring ? [grafanaForward(monitoring.namespace, GRAFANA_SERVICE)] : [];
  return pulumi.all([podsPerNode, port]).apply(([counts, servicePort]): ClusterReport => ({
    podsPerNode: counts,
    moved: null,
    preflight: { findings: [], facts: [], roundTrips: [] },
    access: accessCommands({
      kubeconfig: KUBECONFIG_FILE,
      forwards: [entryForward(workload.namespace, entry.service, servicePort), ...grafana],
    }),
    firewall: {},
    expiresAt: null,
  }));
}
