/** A plan as text. Pure. */
import { UNSET, type Peer } from "../../infra/catalog/firewall.ts";
import { counted } from "../../base/counted.ts";
import { LOAD_TOOLS } from "../../infra/catalog/load-tools.ts";
import { canaryText } from "../../infra/topology/canary.ts";
import { exposureText, type PlannedExposure } from "../../infra/topology/exposure.ts";
import type { KubernetesPlan } from "../../infra/topology/kubernetes.ts";
import type { ExistingPlan } from "../../infra/topology/existing.ts";
import type { InstallPlan } from "../../infra/topology/install.ts";
import type { PlannedObservability } from "../../infra/topology/observability.ts";
import type { Plan, PlannedNode } from "../../infra/topology/plan.ts";
import { problemText, type Problem } from "../../infra/stack-file.ts";
import { notPlannedText } from "../../results/schema/analysis-plan.ts";
import { costLines, type CostOptions } from "./costs.ts";
import { drawing } from "./drawing.ts";

/** @param unset the required settings that the stack file lacks */
export function planText(plan: Plan, unset: readonly Problem[] = [], costs: CostOptions = {}): string {
  const { kubernetes: k8s, notes } = plan;
  return [
    `${plan.stack}  topology ${plan.topologyDigest.slice(0, 12)}`,
    "",
    ...drawing(plan),
    "",
    ...section(
      "nodes",
      plan.nodes.flatMap((node) => nodeLines(plan, node)),
    ),
    ...section("generators (outside the cluster)", plan.generators.map(generatorLine)),
    ...section("links", plan.links.map(linkLine)),
    ...(k8s ? clusterLines(k8s) : []),
    ...(plan.existing ? section("cluster", existingLines(plan.existing, plan.observability)) : []),
    ...section("workload", workloadLines(plan)),
    ...loadLines(plan),
    ...comparisonLines(plan),
    ...section("costs (estimates)", costLines(plan, costs)),
    ...section("notes", notes),
    ...section("missing settings (required by `up`)", unset.map(problemText)),
    "",
  ].join("\n");
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)] : [];

const orUnset = (value: string | null): string => value ?? UNSET;

function whereOf(machine: PlannedNode["machine"]): string {
  switch (machine?.kind) {
    case undefined:
      return "emulated on this machine";
    case "azure":
      return `Azure ${machine.region}${machine.isSpot ? ", spot" : ""}, disk ${machine.diskGiB} GiB`;
    case "gcp":
      return `GCP ${machine.zone}${machine.isSpot ? ", spot" : ""}, disk ${machine.diskGiB} GiB`;
    case "existing":
      return `existing machine at ${orUnset(machine.publicIp)}, joins ${machine.join === "ssh" ? "by SSH" : "by hand"}`;
    case "cluster":
      return [machine.provider, machine.zone || machine.region, `kubelet ${machine.kubeletVersion}`, machine.address]
        .filter(Boolean)
        .join(", ");
  }
}

const pairs = (record: Readonly<Record<string, string>>): string =>
  Object.entries(record)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");

function nodeLines(plan: Plan, node: PlannedNode): string[] {
  return [
    `${node.name}  ${node.role}, ${node.size} (${node.cpus} CPU, ${node.memoryMiB} MiB), ${whereOf(node.machine)}`,
    `  runs ${runsText(plan, node)}`,
    ...(plan.kubernetes || plan.existing ? [`  labels ${pairs(node.labels)}`] : []),
    ...(node.taints.length > 0 ? [`  taints ${node.taints.join(", ")}`] : []),
  ];
}

function generatorLine({ name, size, cpus, memoryMiB, workers, machine }: Plan["generators"][number]): string {
  const where =
    machine.kind === "existing"
      ? `existing machine at ${orUnset(machine.publicIp)}`
      : `${size} (${cpus} CPU, ${memoryMiB} MiB), ${whereOf(machine)}`;
  return `${name}  ${where}, ${counted(workers, "worker")}`;
}

/** In a cluster, Kubernetes schedules everything but services that only one node qualifies for. */
function runsText({ placement, kubernetes, existing, nodes }: Plan, node: PlannedNode): string {
  const isCluster = kubernetes !== null || existing !== null;
  if (isCluster && nodes.length === 1) return "everything";
  const all = placement.filter((placed) => placed.node === node.name).map(({ service }) => service);
  const on = [...new Set(all)].map((service) => {
    const replicas = all.filter((each) => each === service).length;
    return replicas > 1 ? `${replicas} x ${service}` : service;
  });
  if (!isCluster) return on.join(", ") || "nothing";
  return [...on.map((service) => `${service} (pinned)`), "pods that Kubernetes schedules there"].join(", ");
}

const linkLine = ({ between, oneWayDelayMs, jitterMs, bandwidthMbitPerS }: Plan["links"][number]): string =>
  `${between.join(" <-> ")}  ${oneWayDelayMs} ± ${jitterMs} ms each way, ${bandwidthMbitPerS} Mbit/s`;

export const peerText = (peer: Peer): string => ("cidr" in peer ? peer.cidr : `${peer.node} (${peer.network})`);

function clusterLines(k8s: KubernetesPlan): string[] {
  const sites = k8s.sites.flatMap((site) =>
    site.cloud === "azure"
      ? [`${site.name}  ${site.vnet.cidr}, machines in ${site.subnet.cidr}`]
      : site.subnets.map(({ region, cidr }) => `${site.name}  machines of ${region} in ${cidr}`),
  );
  const pods = [`pods  ${k8s.podCidr}`, `services  ${k8s.serviceCidr}`];
  const connection = k8s.isAcrossWan ? "public addresses, for every pair" : "private addresses";
  const cluster = [
    `K3s ${k8s.k3s.version}, without ${k8s.k3s.disable.join(", ") || "nothing"}`,
    `overlay ${k8s.overlay} over ${connection}, MTU ${k8s.mtu}`,
    ...k8s.joins.map(({ node, network }) => `${node} joins ${network === "public" ? "over the WAN" : "privately"}`),
    ...k8s.roleLabels.map(({ node, labels }) => `${node} gets ${pairs(labels)} once it has joined`),
    `Prometheus runs on ${k8s.scraper}`,
    `VMs shut down automatically ${k8s.expiresAfterH} h after the first \`up\``,
    ...(k8s.gcp ? [`GCP project ${orUnset(k8s.gcp.project)}`] : []),
  ];
  const rules = k8s.rules.map(({ sources, targets, protocol, port, why }) => {
    const what = port === null ? protocol : `${port}/${protocol}`;
    return `${what.padEnd(10)} ${sources.map(peerText).join(", ")} -> ${targets.join(", ")}: ${why}`;
  });
  return [
    ...section("networks", [...sites, ...pods]),
    ...section("cluster", cluster),
    ...section("open ports (all others are blocked)", rules),
    ...section("downloads on every node", downloads(k8s)),
  ];
}

function existingLines(
  { context, server, nodeSelector, ownsNamespace, workload: { namespace }, monitoring }: ExistingPlan,
  observability: PlannedObservability,
): string[] {
  const selector = pairs(nodeSelector);
  return [
    `context ${context}, at ${server}`,
    `namespace ${namespace}, ${ownsNamespace ? "which `up` creates and `destroy` deletes" : "which was made for the stack, and stays"}`,
    selector === "" ? "pods run on any of its nodes" : `pods run on nodes with ${selector}`,
    ...(monitoring
      ? [`Prometheus and Grafana in the namespace ${monitoring.namespace}, made and deleted likewise`]
      : []),
    observability === "none" ? "CPU and memory are not measured" : `measured by ${prometheusText(observability)}`,
    "nothing of others is changed; objects of charts and manifests that belong to no namespace are created too",
  ];
}

function prometheusText(observability: PlannedObservability): string {
  if (typeof observability === "string") return "a Prometheus of its own";
  if ("url" in observability) return `the Prometheus at ${observability.url}`;
  const { name, namespace, port } = observability.service;
  return `the Prometheus of the Service ${name} in ${namespace}, port ${port}`;
}

const downloads = ({ pulls }: KubernetesPlan): string[] => [
  ...new Set(pulls.map(({ what, from }) => `${what} from ${from}`)),
];

/** Programs of the user's own, as they are started. */
function programLines({ entry, programs }: Plan["workload"]): string[] {
  if (!programs) return [];
  const lines = programs.list.map(({ service, command }) => `${service}  ${command.join(" ")}`);
  return [...lines, `users enter at ${programs.entryPath} of ${entry}`];
}

const exposureNote = (exposure: PlannedExposure): string =>
  exposure.kind === "NodePort" ? "" : `: ${exposureText(exposure)}`;

function workloadLines({ workload, kubernetes, existing, canary }: Plan): string[] {
  if (workload.url !== null) return [`${workload.title} runs already`];
  const k8s = kubernetes ?? existing;
  if (!k8s) return programLines(workload);
  const move = k8s.entry.move;
  const many = workload.services.filter(({ replicas }) => (replicas ?? 1) > 1);
  return [
    `${workload.title}: ${workload.services.map(({ name }) => name).join(", ") || "its services are known once it is installed"}`,
    ...many.map(({ name, replicas }) => `${name} has ${replicas} replicas`),
    `open at ${portText(k8s.entry)} of ${k8s.entry.nodes.join(", ")}${exposureNote(k8s.entry.exposure)}`,
    ...(canary ? [canaryText(canary)] : []),
    ...(move
      ? [`${workload.entry} moves to ${move.target.join(", ")} once it runs (${pairs(move.nodeSelector)})`]
      : []),
    ...(k8s.mustServe.length > 0 ? [`the phase fails if no pod runs on: ${k8s.mustServe.join(", ")}`] : []),
    ...(k8s.workload.killPod ? [`one pod of ${workload.entry} is deleted under the highest load`] : []),
  ];
}

const portText = ({ exposure: { openPort } }: InstallPlan["entry"]): string =>
  openPort === null ? "a port that the cluster chooses" : `port ${openPort}`;

function comparisonLines({ load, comparison: { primaries, notPlanned }, baseline }: Plan): string[] {
  if (load.cells.length === 0) return [];
  return section("comparison", [
    `primary: ${primaries.map(({ level, metric }) => `${level} ${metric}`).join(", ") || "none"}`,
    ...notPlanned.map(notPlannedText),
    ...(baseline === null ? [] : [`compared with ${baseline}`]),
  ]);
}

function loadLines({ load, vantage }: Plan): string[] {
  if (load.cells.length === 0) return ["load  none (load.enabled is false)"];
  const levels = load.levels.map((level) => `${level.name}  ${levelText(level)}`);
  const what = load.tool ? `${LOAD_TOOLS[load.tool.name].title} with ${load.tool.file}` : load.scenario;
  const order = load.cells.map(({ cell }) => cell).join(", ");
  return [`load  ${what}, from ${vantage}`, ...levels.map((line) => `  ${line}`), `  in this order: ${order}`];
}

function levelText(level: Plan["load"]["levels"][number]): string {
  const { users, spawnRatePerS, ratePerS, arrivals, shape, durationMs, endsAfterMs, objectives } = level;
  const parts = [
    ...(shape === undefined ? [] : [shape]),
    ...(users === null ? [] : [`${endsAfterMs === undefined ? "" : "up to "}${users} users`]),
    ...(spawnRatePerS === null ? [] : [`${spawnRatePerS} users/s started`]),
    ...(ratePerS === undefined ? [] : [`${ratePerS} arrivals/s${arrivals === "poisson" ? ", random" : ""}`]),
    ...(users === null && ratePerS === undefined ? ["as its file says, at most"] : []),
    `${durationMs / 1000} s`,
    ...(endsAfterMs === undefined ? [] : [`until ${objectives?.join(" or ")} fails for ${endsAfterMs / 1000} s`]),
  ];
  return parts.join(", ").replace("at most, ", "at most ");
}
