/** An application on a cluster: installed, scheduled as planned, and reachable at one node port. */
import * as pulumi from "@pulumi/pulumi";
import { DeploymentPatch } from "@pulumi/kubernetes/apps/v1/deploymentPatch.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import { digest } from "../../../base/digest.ts";
import type { ApplicationEntry, Installation } from "../../applications/application.ts";
import type { EntryTarget as Target, KubeObject } from "../../kubernetes/objects.ts";
import { releaseChart } from "../../kubernetes/release-chart.ts";
import type { PlannedCanary } from "../../topology/canary.ts";
import type { PlannedExposure } from "../../topology/exposure.ts";
import { canaryResource } from "../canary/deployment.ts";
import { EntryTarget } from "../entry/resource.ts";
import { wayToEntry } from "../entry/way.ts";
import type { PlannedDeployment } from "../rollout/apply.ts";
import { Reschedule } from "../rollout/reschedule/resource.ts";
import { Rollout } from "../rollout/resource.ts";
import { objectResources } from "../../kubernetes/object-resources.ts";
import { deploymentPatch, placed } from "./placing.ts";
import { ImagePreload } from "./preload/resource.ts";
import { servedUrls, urlsOf } from "./urls.ts";

export interface WorkloadNode {
  name: string;
  /** Address for the load generator. */
  address: pulumi.Input<string>;
  /** Whether the roll-out fails if the node gets no pod. */
  mustServe: boolean;
}

/** Reschedules the entry after the first roll-out. */
export interface EntryMove {
  nodeSelector: Record<string, string>;
  /** Names of the nodes that have these labels. */
  target: string[];
  /** The resources that set the labels after the join. */
  labelled: pulumi.Resource[];
}

export interface KubernetesWorkloadInputs {
  /** Secret. */
  kubeconfig: pulumi.Input<string>;
  installation: Installation;
  namespace: string;
  nodes: WorkloadNode[];
  /** IDs of the nodes' machines: pods of a replaced one were rescheduled, so the roll-out is checked again. */
  machines: pulumi.Input<string[]>;
  /** `nodePort` is that of our Service, 30000 to 32767; null: the cluster chooses it. */
  entry: ApplicationEntry & { nodePort: number | null; exposure: PlannedExposure };
  /** Null: there is none. */
  canary: PlannedCanary | null;
  /** All services that are known before, as they must be once the entry was moved. */
  planned: PlannedDeployment[];
  /** For services that are known once it is installed. Default null: there are none. */
  others?: Pick<PlannedDeployment, "nodeSelector" | "nodes"> | null;
  /** Services that must be Ready. Default null: all. */
  ready?: string[] | null;
  move?: EntryMove;
  /** Whether nodes pull the images of all services that they may run before pods are moved and the roll-out is timed. */
  preloads?: boolean;
  /** The run that was asked for: before another one, the placement is checked again. Default null: none in particular. */
  run?: string | null;
  /** For the roll-out, and again for the reschedule. Default: 10 minutes. */
  timeoutMs?: number;
  /** Of a cluster that is not the stack's. Default: it is, and so is its namespace. */
  existing?: ExistingInputs;
}

export interface ExistingInputs {
  namespace: InNamespace;
  /** For the application's objects: it creates none in place of one that is there. */
  provider: Provider;
  /** Of our Service. */
  labels: Record<string, string>;
}

/** The namespace that all is created in. */
export interface InNamespace {
  name: pulumi.Input<string>;
  /** Without which it is not there. */
  dependsOn: pulumi.Resource[];
}

/**
 * Helm's field manager owns what the API server filled in for the chart, such as the replicas, so a server-side apply by
 * another manager would be refused as a conflict.
 */
const FORCED = { annotations: { "pulumi.com/patchForce": "true" } };
const TIMEOUT_MS = 600_000;

interface Installed {
  resources: pulumi.Resource[];
  /** Changes with what is installed. */
  revision: pulumi.Input<unknown>;
}

/**
 * The caller sets `provider`, `dependsOn` (every planned node Ready, labelled and checked), and `deletedWith`, the server's
 * machine, which every resource in here inherits.
 */
export class KubernetesWorkload extends pulumi.ComponentResource {
  /** URL of the entry, on a node that runs it. */
  readonly endpoint: pulumi.Output<string>;
  /** The same for each node that runs the entry. */
  readonly endpoints: pulumi.Output<Record<string, string>>;
  readonly target: pulumi.Output<Target>;
  readonly rollout: Rollout;
  readonly reschedule: Reschedule | undefined;
  readonly #name: string;
  readonly #inputs: KubernetesWorkloadInputs & { timeoutMs: number };

  constructor(name: string, inputs: KubernetesWorkloadInputs, opts: pulumi.ComponentResourceOptions = {}) {
    const aliases = [{ type: "stackmark:workloads:Boutique" }];
    super("stackmark:workloads:KubernetesWorkload", name, {}, { ...opts, aliases });
    const { kubeconfig, namespace, nodes, entry, canary, move, planned, timeoutMs = TIMEOUT_MS } = inputs;
    this.#name = name;
    this.#inputs = { ...inputs, timeoutMs };
    const { installation, existing } = inputs;
    // Children do not wait for the dependencies of their component.
    const first = { parent: this, dependsOn: opts.dependsOn };
    const where = existing?.namespace ?? this.#namespace(first);
    const { resources, revision } =
      installation.kind === "helm" ? this.#release(installation, where) : this.#objects(installation, where);
    this.target = this.#target(resources, revision);
    const after = { parent: this, dependsOn: [...where.dependsOn, ...resources] };
    const { service, exposure, nodePort } = entry;
    const own = { namespace, labels: existing?.labels, target: this.target };
    const way = wayToEntry(name, { ...own, service, exposure, nodePort, canary, timeoutMs }, after);
    const copied = canary
      ? [canaryResource(name, { ...own, kubeconfig, installation, revision, canary, planned }, after)]
      : [];
    const images = inputs.preloads ? [this.#preload(resources, revision)] : [];
    const deployed = [...resources, ...images, ...way.resources, ...copied];
    this.reschedule = move && this.#move(move, deployed);
    this.rollout = new Rollout(
      `${name}-rollout`,
      {
        ...{ kubeconfig, namespace, timeoutMs },
        services: planned,
        others: inputs.others ?? undefined,
        ready: inputs.ready ?? undefined,
        entry: entry.deployment ?? this.target.deployment,
        nodes: nodes.map((node) => node.name),
        keepsOtherNodes: existing ? true : undefined,
        mustServe: nodes.filter(({ mustServe }) => mustServe).map((node) => node.name),
        trigger: { revision, machines: inputs.machines, after: this.reschedule?.after ?? null },
        run: inputs.run ?? null,
      },
      { parent: this, dependsOn: [...deployed, ...(this.reschedule ? [this.reschedule] : [])] },
    );
    const port = exposure.openPort ?? way.door.spec.ports[0]!.nodePort;
    const urls = urlsOf(nodes, entry, port);
    this.endpoint = pulumi.all([this.rollout.entryNode, urls]).apply(([node, byNode]) => byNode[node]!);
    this.endpoints = pulumi
      .all([this.rollout.placement, this.target, urls])
      .apply(([placement, { deployment }, byNode]) => servedUrls(byNode, placement, deployment));
    this.registerOutputs({});
  }

  #namespace(opts: pulumi.CustomResourceOptions): InNamespace {
    const { installation, namespace } = this.#inputs;
    const metadata = { ...namespaceIn(installation, namespace), name: namespace };
    const created = new Namespace(`${this.#name}-namespace`, { metadata }, opts);
    return { name: created.metadata.name, dependsOn: [created] };
  }

  #release(installation: Extract<Installation, { kind: "helm" }>, { name: namespace }: InNamespace): Installed {
    const { release: called, chart, values, waits, removesValues, patched } = installation;
    const { timeoutMs, planned, entry, move } = this.#inputs;
    const timeout = timeoutMs / 1000;
    const release = new Release(
      this.#name,
      {
        name: called,
        ...releaseChart(chart),
        namespace,
        timeout,
        values,
        skipAwait: waits ? undefined : true,
        allowNullValues: removesValues ? true : undefined,
      },
      { parent: this, customTimeouts: { create: `${timeout}s`, update: `${timeout}s` } },
    );
    const patches = planned.flatMap(({ name, replicas, nodeSelector, autoscale }) => {
      if (!patched.includes(name) || (replicas === null && !autoscale)) return [];
      const isMoved = name === entry.deployment && move !== undefined;
      const spec = deploymentPatch({ replicas: replicas ?? undefined, nodeSelector: isMoved ? {} : nodeSelector });
      const args = { metadata: { namespace, ...FORCED, name }, spec };
      return [new DeploymentPatch(`${name}-placing`, args, { parent: this, dependsOn: [release] })];
    });
    return { resources: [release, ...patches], revision: release.status.revision };
  }

  #objects({ objects }: Extract<Installation, { kind: "objects" }>, where: InNamespace): Installed {
    const { kubeconfig, planned, existing } = this.#inputs;
    const provider =
      existing?.provider ??
      new Provider(
        `${this.#name}-objects`,
        { kubeconfig, namespace: where.name, deleteUnreachable: true },
        { parent: this },
      );
    const all = objects.filter(({ kind }) => kind !== "Namespace").map((object) => placed(object, planned));
    const resources = objectResources(all, { parent: this, provider, dependsOn: where.dependsOn });
    return { resources, revision: digest(objects) };
  }

  /** @param installed after which it can be looked up */
  #target(installed: pulumi.Resource[], revision: pulumi.Input<unknown>): pulumi.Output<Target> {
    const { kubeconfig, namespace, entry } = this.#inputs;
    const { service, port, deployment, nodePort, target } = entry;
    if (target !== null) return pulumi.output(target);
    const inputs = { kubeconfig, namespace, service, port, deployment, nodePort, trigger: revision };
    return new EntryTarget(`${this.#name}-entry-target`, inputs, { parent: this, dependsOn: installed }).target;
  }

  #preload(installed: pulumi.Resource[], revision: pulumi.Input<unknown>): ImagePreload {
    const { kubeconfig, namespace, planned, others, machines, timeoutMs } = this.#inputs;
    const services = planned.map(({ name, nodes }) => ({ name, nodes }));
    const trigger = { revision, machines };
    const inputs = { kubeconfig, namespace, services, others: others?.nodes, timeoutMs, trigger };
    return new ImagePreload(`${this.#name}-images`, inputs, { parent: this, dependsOn: installed });
  }

  #move({ nodeSelector, target, labelled }: EntryMove, deployed: pulumi.Resource[]): Reschedule {
    const { kubeconfig, namespace, timeoutMs, entry } = this.#inputs;
    const deployment = entry.deployment ?? entry.service;
    const probed = pulumi.output({ service: entry.service, port: this.target.port, path: entry.path });
    const inputs = { kubeconfig, namespace, timeoutMs, deployment, nodeSelector, target, probed };
    return new Reschedule(`${deployment}-move`, inputs, { parent: this, dependsOn: [...deployed, ...labelled] });
  }
}

type Strings = Record<string, string>;

/** What an application says of its namespace itself. */
export function namespaceIn(installation: Installation, name: string): { labels?: Strings; annotations?: Strings } {
  if (installation.kind === "helm") return {};
  const isOwn = ({ kind, metadata }: KubeObject): boolean => kind === "Namespace" && metadata.name === name;
  const metadata = installation.objects.find(isOwn)?.metadata;
  return { labels: metadata?.labels as Strings | undefined, annotations: metadata?.annotations ?? undefined };
}
