/** Applications of the user's: a Helm chart, or Kubernetes objects from files. */
import { isChartPath, isOci } from "../catalog/charts.ts";
import { digest } from "../../base/digest.ts";
import type { StackConfig } from "../config/schema/index.ts";
import { DEFAULT_NAME, type SourceName } from "../config/schema/application.ts";
import type { ServiceResources } from "../config/schema/workload.ts";
import { partsOf } from "../config/workload-files/parts.ts";
import {
  DEFAULT_NODE_PORT,
  findEntry,
  isEntryProblem,
  mainContainer,
  type Container,
  type Controller,
  type EntryTarget,
  type NamedEntry,
} from "../kubernetes/objects.ts";
import type { Application, ApplicationService, Installation } from "./application.ts";

type Config = Pick<StackConfig, "workload" | "files">;

/** Where container runtimes find an image without a host in its name. */
const DEFAULT_REGISTRY = "docker.io";

/** @param config checked @param namespace of an application that names none. Default: its name */
export function ownApplication(source: SourceName, { workload, files }: Config, namespace?: string): Application {
  const { name = DEFAULT_NAME, entry, ready = null, calls = null, services, nodePort = DEFAULT_NODE_PORT } = workload;
  const { service, port = null, deployment = null, path, scheme } = entry!;
  const named: NamedEntry = { service, port, deployment };
  const known = source === "helm" ? [] : partsOf(files.objects, source).controllers;
  const target = source === "helm" ? null : targetOf(named, nodePort, files);
  const names = [...new Set([...known.map((each) => each.name), ...Object.keys(services)])];
  return {
    name,
    title: `${name} (${titleOf(source, workload)})`,
    namespace: namespaceOf(source, { workload, files }) ?? namespace ?? name,
    entry: { service, port: target?.port ?? port, deployment: target?.deployment ?? deployment, path, scheme, target },
    services: names.map((each) => serviceOf(each, known)),
    // Operators make some from other objects.
    hasMore: true,
    ready,
    calls,
    registries: [...new Set(known.flatMap(({ containers }) => containers.flatMap(({ image }) => registryOf(image))))],
    programs: null,
    movesEntry: false,
    identity: identityOf(source, { workload, files }),
  };
}

function serviceOf(name: string, known: readonly Controller[]): ApplicationService {
  const found = known.find((each) => each.name === name);
  if (!found) return { name, replicas: null };
  const resources = mainContainer(name, found.containers)?.resources;
  return { name, replicas: found.replicas, ...(resources ? { resources: withoutOthers(resources) } : {}) };
}

/** CPU and memory, of all that a container may request. */
const withoutOthers = ({ requests, limits }: NonNullable<Container["resources"]>): ServiceResources => ({
  ...(requests ? { requests: amountsOf(requests) } : {}),
  ...(limits ? { limits: amountsOf(limits) } : {}),
});
const amountsOf = ({ cpu, memory }: Record<string, string>) => ({ cpu, memory });

function targetOf(entry: NamedEntry, nodePort: number, { objects }: StackConfig["files"]): EntryTarget {
  const { kubeServices, controllers } = partsOf(objects, "");
  const found = findEntry(entry, nodePort, kubeServices, controllers);
  if (isEntryProblem(found)) throw new TypeError(`the configuration was not checked: ${found.message}`);
  return found;
}

function titleOf(source: SourceName, { helm, manifests, kustomize }: StackConfig["workload"]): string {
  if (source === "helm") return `chart ${[helm!.chart, helm!.version].filter((part) => part !== undefined).join(" ")}`;
  return source === "manifests" ? `manifests ${manifests!.join(", ")}` : `kustomization ${kustomize}`;
}

/** The one that the chart's key or the objects name. */
const namespaceOf = (source: SourceName, { workload, files }: Config): string | undefined =>
  source === "helm" ? workload.helm!.namespace : partsOf(files.objects, source).namespaces[0];

/** The content of files counts, not where they are. */
function identityOf(source: SourceName, { workload: { helm, entry }, files }: Config): object {
  if (source !== "helm") return { entry, objects: digest(files.objects) };
  const { chart, repo, version } = helm!;
  return { entry, chart: files.chart?.digest ?? { chart, repo, version }, values: digest(files.values) };
}

function registryOf(image = ""): string[] {
  const [host = "", ...path] = image.split("/");
  if (image === "") return [];
  return [path.length > 0 && /[.:]|^localhost$/.test(host) ? host : DEFAULT_REGISTRY];
}

export function ownInstallation(source: SourceName, { workload, files }: Config): Installation {
  if (source !== "helm") return { kind: "objects", objects: files.objects };
  const { name = DEFAULT_NAME, helm } = workload;
  const { chart, repo = null, version = null, release = name } = helm!;
  const from = isChartPath(chart)
    ? { chart: files.chart!.path, repo: null, version: null }
    : { chart, version, repo: isOci(chart) ? null : repo };
  // The roll-out waits itself: it sets node selectors first, and says which pods are not Ready, and why.
  return {
    kind: "helm",
    release,
    chart: from,
    values: files.values,
    waits: false,
    removesValues: true,
    canary: files.canary,
    patched: [],
  };
}
