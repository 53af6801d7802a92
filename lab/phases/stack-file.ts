/** Stack files for the lab: the phases' own, with the required settings, the lab's mirror, and short levels. Pure. */
import { parseDocument } from "yaml";
import type { LabStatus } from "../protocol/lab.ts";

/** An existing machine that a stack file names. */
export interface ExistingMachine {
  publicIp: string;
  /** A line of `authorized_keys`. */
  hostKey: string;
  sshUser: string;
}

/** Of the load, in seconds. */
export interface LoadTimes {
  /** Before the first cell; 0: none. */
  rehearsalS: number;
  /** At the start of each cell, which is not measured. */
  warmUpS: number;
}

export interface LabSettings {
  /** The operator's address, from which machines may be administered. */
  adminCidr: string;
  gcpProject: string;
  /** Base URL of the mirror. */
  mirrorUrl: string;
  k3sVersion: string;
  installerSha256: string;
  charts: { workload: string; observability: string };
  levels: readonly { name: string; users: number; spawnRatePerS: number; durationS: number }[];
  times: LoadTimes;
  /** By the node's name. */
  existing: Readonly<Record<string, ExistingMachine>>;
}

/** Shorter than a study's: what a rehearsal shows does not depend on it. */
const TIMES: LoadTimes = { rehearsalS: 20, warmUpS: 10 };

/** Of stacks in a lab that runs. @param status of the lab */
export const labSettings = (
  { operator, mirror }: Pick<LabStatus, "operator" | "mirror">,
  levels: LabSettings["levels"],
  { existing = {}, times = TIMES }: Partial<Pick<LabSettings, "existing" | "times">> = {},
): LabSettings => ({
  adminCidr: `${operator.address}/32`,
  gcpProject: "stackmark-lab",
  mirrorUrl: mirror.url,
  k3sVersion: mirror.k3sVersion,
  installerSha256: mirror.installerSha256,
  charts: { workload: "onlineboutique", observability: "kube-prometheus-stack" },
  levels,
  times,
  existing,
});

const REGISTRIES = ["docker.io", "quay.io", "registry.k8s.io", "us-central1-docker.pkg.dev"];

type Settings = Record<string, unknown>;
interface StackFile {
  config: Record<string, Settings | undefined>;
}

const isBoutique = ({ config }: StackFile): boolean => config["stackmark:workload"]?.name === "boutique";

/** @param text the content of `Pulumi.<phase>.yaml` */
export function labStackFile(text: string, settings: LabSettings): string {
  const document = parseDocument(text);
  const set = (path: string, value: unknown): void => {
    const [section, ...keys] = path.split(".");
    document.setIn(["config", `stackmark:${section}`, ...keys], document.createNode(value));
  };
  const { mirrorUrl, charts, levels, times, existing } = settings;
  set("access.adminCidrs", [settings.adminCidr]);
  set("topology.k3s", {
    version: settings.k3sVersion,
    installerUrl: `${mirrorUrl}/install.sh`,
    installerSha256: settings.installerSha256,
    artifactUrl: `${mirrorUrl}/releases`,
    registryMirrors: Object.fromEntries(REGISTRIES.map((registry) => [registry, [mirrorUrl]])),
  });
  if (isBoutique(document.toJS() as StackFile))
    set("workload.chart", { repo: `${mirrorUrl}/charts`, chart: charts.workload });
  set("observability.chart", { repo: `${mirrorUrl}/charts`, chart: charts.observability });
  set("observability.recommender", { repo: `${mirrorUrl}/charts` });
  set("load.enabled", true);
  set("load.levels", levels);
  for (const [key, value] of Object.entries(times)) set(`load.${key}`, value);
  const topology = (document.toJS() as StackFile).config["stackmark:topology"]!;
  const nodes = topology.nodes as { name: string; cloud: string }[];
  if (nodes.some(({ cloud }) => cloud === "gcp")) set("topology.gcp.project", settings.gcpProject);
  nodes.forEach(({ name, cloud }, i) => {
    if (cloud !== "existing") return;
    for (const [key, value] of Object.entries(existing[name]!))
      document.setIn(["config", "stackmark:topology", "nodes", i, key], value);
  });
  return document.toString();
}
