/** A namespace with one Deployment, whose pods are virtual. */
import type { WallClock } from "../../../../base/clock.ts";
import type { Deployment, Pod, NamespaceClient } from "../../../../infra/kubernetes/namespace.ts";
import type { AutoscalerSpec } from "../../../../infra/kubernetes/autoscalers.ts";
import type { ContainerRecommendation } from "../../../../infra/kubernetes/recommendations.ts";
import type { Container, KubeService, ResourceSettings } from "../../../../infra/kubernetes/objects.ts";
import type { NodesClient } from "../../../../infra/kubernetes/nodes.ts";
import type { Probe, WaitContext } from "../../../../infra/workloads/rollout/wait.ts";
import { VirtualPods, type VirtualOptions } from "./virtual-pods.ts";

export class VirtualCluster implements NamespaceClient {
  readonly clock: WallClock;
  readonly calls: string[] = [];
  /** Of the frontend's main container. */
  resources: Container["resources"] = undefined;
  /** Deployments and StatefulSets without pods of their own. */
  others: Deployment[] = [];
  kubeServices: KubeService[] = [];
  /** The controller has not observed the newest template yet. */
  unseen = false;
  /** Start of the newest release. */
  released: number | null = null;
  /** Bounds of each autoscaler, by service. */
  readonly autoscalers = new Map<string, AutoscalerSpec>();
  /** Why none of them can scale yet. */
  autoscalersProblem: string | null = null;
  /** Services that something is recommended for. */
  readonly recommended = new Set<string>();
  /** What is recommended for them now. */
  recommend = (): ContainerRecommendation | { problem: string } => ({ problem: "there is no recommender" });
  /** Requests that fail from now on. */
  failing = 0;
  /** Called when the selector changes. */
  onSelect = (): void => undefined;
  readonly #pods: VirtualPods;

  constructor(options: VirtualOptions = {}) {
    this.#pods = new VirtualPods(options);
    this.clock = this.#pods.clock;
  }

  /** Of the frontend's pods. */
  get selector(): Record<string, string> {
    return this.#pods.selector;
  }

  set selector(selector: Record<string, string>) {
    this.#pods.selector = selector;
  }

  setAutoscaler(service: string, spec: AutoscalerSpec): Promise<void> {
    this.autoscalers.set(service, spec);
    return Promise.resolve();
  }

  deleteAutoscaler(service: string): Promise<void> {
    this.autoscalers.delete(service);
    return Promise.resolve();
  }

  autoscalerProblem(service: string): Promise<string | null> {
    return Promise.resolve(this.autoscalers.has(service) ? this.autoscalersProblem : "there is none");
  }

  setRecommended(service: string): Promise<void> {
    this.recommended.add(service);
    return Promise.resolve();
  }

  deleteRecommended(service: string): Promise<void> {
    this.recommended.delete(service);
    return Promise.resolve();
  }

  recommendation(): Promise<ContainerRecommendation | { problem: string }> {
    return Promise.resolve(this.recommend());
  }

  get context(): WaitContext {
    return { client: this, nodes: this.nodes, clock: this.clock, probe: this.probe };
  }

  readonly nodes: NodesClient = {
    nodes: () => Promise.resolve([...this.#pods.nodes]),
    cordon: (node) => {
      this.calls.push(`cordon ${node}`);
      this.#pods.cordoned.add(node);
      return Promise.resolve();
    },
    podsOn: (node) => {
      const on = this.#pods.list().filter((pod) => pod.node === node);
      return Promise.resolve(on.map(({ name }) => ({ namespace: "boutique", name })));
    },
    deletePod: ({ name }, graceS) => {
      this.#pods.delete(name, graceS);
      return Promise.resolve();
    },
    deleteNode: (node) => {
      this.calls.push(`delete node ${node}`);
      this.#pods.nodes = this.#pods.nodes.filter((each) => each !== node);
      return Promise.resolve();
    },
  };

  /** Served while any pod is Ready and not terminating. */
  readonly probe: Probe = () => Promise.resolve(this.#pods.isServing ? null : "HTTP 503");

  deployments(): Promise<Deployment[]> {
    if (this.failing-- > 0) return Promise.reject(new Error("the API server is busy"));
    return Promise.resolve([
      {
        kind: "Deployment",
        name: "frontend",
        replicas: this.#pods.replicas,
        nodeSelector: this.selector,
        podLabels: { app: "frontend" },
        images: [],
        pullSecrets: [],
        containers: [{ name: "sidecar" }, { name: "frontend", resources: this.resources }],
        isRolledOut: !this.unseen,
      },
      ...this.others,
    ]);
  }

  pods(): Promise<Pod[]> {
    return Promise.resolve(this.#pods.list());
  }

  setNodeSelector(deployment: string, selector: Record<string, string | null>): Promise<void> {
    this.calls.push(`select ${deployment} ${JSON.stringify(selector)}`);
    const merged = Object.entries({ ...this.selector, ...selector }).filter(([, value]) => value !== null);
    this.selector = Object.fromEntries(merged) as Record<string, string>;
    this.onSelect();
    this.#pods.roll();
    return Promise.resolve();
  }

  deploymentSpec(): Promise<Record<string, unknown>> {
    const containers = [{ name: "sidecar" }, { name: "frontend", resources: this.resources }];
    const labels = { app: "frontend" };
    return Promise.resolve({
      replicas: this.#pods.replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    });
  }

  services(): Promise<KubeService[]> {
    return Promise.resolve(this.kubeServices);
  }

  setResources(deployment: string, container: string, resources: ResourceSettings): Promise<void> {
    this.calls.push(`give ${container} of ${deployment} ${JSON.stringify(resources)}`);
    return Promise.resolve();
  }

  scale(deployment: string, replicas: number): Promise<void> {
    this.calls.push(`scale ${deployment} ${replicas}`);
    if (deployment === "frontend") this.#pods.replicas = replicas;
    this.#pods.roll();
    return Promise.resolve();
  }

  releasedAt(): Promise<number | null> {
    return Promise.resolve(this.released);
  }

  deletePod(name: string): Promise<void> {
    this.calls.push(`delete ${name}`);
    this.#pods.delete(name);
    return Promise.resolve();
  }
}
