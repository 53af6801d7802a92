/** Notes for readers of the results: deviations from the default load, and what makes figures doubtful. */
import type { Application } from "../applications/application.ts";
import { LOAD_TOOLS, type ToolName } from "../catalog/load-tools.ts";
import { DEFAULT_LEVELS, type StackConfig } from "../config/schema/index.ts";
import { canaryText, crossesNodes, type PlannedCanary } from "./canary.ts";
import { exposureText } from "./exposure.ts";
import { planLevels, warmUpSOf, type PlannedLevel } from "./levels.ts";
import type { InstallPlan } from "./install.ts";
import type { KubernetesPlan } from "./kubernetes.ts";
import type { PlannedNode } from "./nodes.ts";
import { planObservability } from "./observability.ts";
import { roomNotes, sharedNotes } from "./pods.ts";

function spawnNotes(levels: readonly PlannedLevel[]): string[] {
  return levels.flatMap((level) => {
    const standard = DEFAULT_LEVELS.find((l) => l.name === level.name);
    if (!standard || level.spawnRatePerS === null || standard.spawnRatePerS === level.spawnRatePerS) return [];
    return [
      `level ${level.name} spawns ${level.spawnRatePerS} users per second; the default is ${standard.spawnRatePerS}`,
    ];
  });
}

const namesOf = (nodes: readonly PlannedNode[]): string => nodes.map(({ name }) => name).join(", ");

/** Machines and networks that make figures doubtful or put secrets at risk. */
function machineNotes(nodes: readonly PlannedNode[], { overlay, isAcrossWan }: KubernetesPlan): string[] {
  const spot = nodes.filter(({ machine }) => machine && "isSpot" in machine && machine.isSpot);
  const unsteady = nodes.filter(({ cores }) => cores === "burstable" || cores === "shared");
  const notes: string[] = [];
  if (overlay === "vxlan" && nodes.length > 1) {
    const [where, documented] = isAcrossWan
      ? [", and they cross the internet", ", and is what K3s documents for nodes in several networks"]
      : ["", ""];
    notes.push(`pods' packets are not encrypted${where}: \`overlay: wireguard-native\` encrypts them${documented}`);
  }
  if (spot.length > 0) notes.push(`spot VMs can be evicted, which makes a run invalid: ${namesOf(spot)}`);
  if (unsteady.length > 0)
    notes.push(`results on burstable or shared cores also depend on CPU credits and neighbours: ${namesOf(unsteady)}`);
  return notes;
}

/** A kubelet reads its containers' counters up to 26 s apart. */
const LEAST_MEASURED_S = 60;

/** Of a load on Kubernetes whose services are measured. @param warmUpS of levels with a constant load; others have none */
export function shortNotes(
  levels: readonly Pick<PlannedLevel, "name" | "durationMs" | "stages">[],
  warmUpS: number,
): string[] {
  const measured = levels.map(({ name, durationMs, stages }) => ({
    name,
    s: durationMs / 1000 - (stages ? 0 : warmUpS),
  }));
  const short = measured.filter(({ s }) => s < LEAST_MEASURED_S);
  if (short.length === 0) return [];
  const parts = short.map(({ name, s }) => `${s} s (${name})`).join(", ");
  return [
    `measured parts of ${parts} are shorter than ${LEAST_MEASURED_S} s: the kubelet reads its containers only 10 to 26 s apart, so the most CPU that services used is unknown, and their average and traffic may be`,
  ];
}

function recommendNotes({ services }: StackConfig["workload"]): string[] {
  const names = Object.entries(services).flatMap(([name, { recommend }]) => (recommend ? [name] : []));
  if (names.length === 0) return [];
  return [
    `what is recommended for ${names.join(", ")} follows from minutes, while a VerticalPodAutoscaler counts on days (readings of a day ago count half): its bounds say how much it can still change`,
  ];
}

const toolNote = (tool: ToolName, file: string): string =>
  `${LOAD_TOOLS[tool].title} sends the load of ${file}: there is no rehearsal, nothing of it is left out as a warm-up, and its own health is not known`;

/** Deviations from the default load. */
function ownLoadNotes({ thinkTimeFactor }: StackConfig["load"], levels: readonly PlannedLevel[]): string[] {
  const notes = spawnNotes(levels);
  if (thinkTimeFactor !== 1) notes.push(`think times are ${thinkTimeFactor} times those of the scenario`);
  const shortened = levels.filter((l) =>
    DEFAULT_LEVELS.some((s) => s.name === l.name && 1000 * (s.durationS ?? 0) !== l.durationMs),
  );
  if (shortened.length > 0) {
    const list = shortened.map((l) => `${l.durationMs / 1000} s (${l.name})`).join(", ");
    notes.push(`levels last ${list}; the default is 180 s`);
  }
  return notes;
}

/** The cluster is used by others too. */
function existingNotes({ observability }: StackConfig): string[] {
  const notes = ["pods of others may run on these nodes, and then the results depend on them too"];
  if (observability.install)
    notes.push("Prometheus may run on a node that is measured: `observability.prometheus` uses the cluster's own");
  else if (!observability.prometheus)
    notes.push("CPU and memory are not known: `observability.prometheus` names the cluster's Prometheus");
  return notes;
}

export function planNotes(
  config: StackConfig,
  { programs }: Pick<Application, "programs">,
  nodes: readonly PlannedNode[],
  kubernetes: KubernetesPlan | null,
): string[] {
  const { topology, load } = config;
  const shared = topology.cluster ? existingNotes(config) : [];
  if (!load.enabled) return kubernetes ? machineNotes(nodes, kubernetes) : shared;
  const levels = planLevels({ load });
  const sent = load.tool === undefined ? ownLoadNotes(load, levels) : [toolNote(load.tool, load.file ?? "")];
  const inPods = load.from === "cluster" ? [...sharedNotes(nodes, levels), ...roomNotes(nodes, load.pods, levels)] : [];
  const notes = [...sent, ...inPods];
  if (topology.nodes.some((node) => node.cloud === "local"))
    notes.push(
      programs
        ? "programs run unmodified: their bytes are counted on links only, and the round trips of a link are those of all requests together"
        : "every page of the shop was requested before the first level, so that no level measures code that runs for the first time",
      ...(programs?.list.some(({ limits }) => limits)
        ? [
            "limits of replicas hold only on a machine with cgroups of version 1; with others, replicas share their node's quota",
          ]
        : []),
      "nodes are emulated: real requests, but every node and the load generator share this machine's cores",
    );
  const isOnKubernetes = kubernetes !== null || topology.cluster !== undefined;
  if (isOnKubernetes && planObservability(config) !== "none") notes.push(...shortNotes(levels, warmUpSOf(load)));
  notes.push(...recommendNotes(config.workload));
  return [...notes, ...(kubernetes ? machineNotes(nodes, kubernetes) : shared)];
}

/** What divides users, and what they pass on their way in. */
export function entryNotes(
  { exposure, deployment, service }: InstallPlan["entry"],
  canary: PlannedCanary | null,
): string[] {
  const notes =
    exposure.kind === "NodePort"
      ? []
      : [`users enter by ${exposureText(exposure)}, which is part of what was measured`];
  if (!canary) return notes;
  notes.push(canaryText(canary));
  if (crossesNodes(canary, deployment ?? service))
    notes.push("users reach the entry's pods on all nodes, so that requests may cross nodes on their way in");
  if (!canary.match)
    notes.push("nothing tells the canary's responses apart: only CPU, memory and traffic of each version are known");
  return notes;
}
