/** A Deployment's controller and kubelets on a clock that advances only during a sleep. */
import type { WallClock } from "../../../../base/clock.ts";
import type { Deployment, Pod, NamespaceClient } from "../../../../infra/kubernetes/namespace.ts";
import type { AutoscalerSpec } from "../../../../infra/kubernetes/autoscalers.ts";
import type { ContainerRecommendation } from "../../../../infra/kubernetes/recommendations.ts";
import type { Container, KubeService, ResourceSettings } from "../../../../infra/kubernetes/objects.ts";
import type { NodesClient } from "../../../../infra/kubernetes/nodes.ts";
import type { Probe, WaitContext } from "../../../../infra/workloads/rollout/wait.ts";

export interface VirtualOptions {
  replicas?: number;
  /** Node of each label value that a selector may contain. */
  nodes?: string[];
  /** From a pod's creation until it is Ready. */
  startMs?: number;
  /** From a pod's deletion until it is gone. */
  endMs?: number;
  /** Labels of each node. */
  labels?: Record<string, Record<string, string>>;
  /** A node whose machine is gone. */
  dead?: string | null;
}

interface VirtualPod {
  name: string;
  node: string | null;
  createdAt: number;
  readyAt: number;
  goneAt: number;
}

/** Rolls out like a Deployment: creates a new pod first, and deletes one old pod for each new one that is Ready. */
export class VirtualCluster implements NamespaceClient {
  readonly clock: WallClock;
  readonly calls: string[] = [];
  selector: Record<string, string> = {};
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
  #now = Date.parse("2026-05-01T12:00:00Z");
  #pods: VirtualPod[] = [];
  #count = 0;
  readonly #cordoned = new Set<string>();
  readonly #options: Required<VirtualOptions>;

  constructor(options: VirtualOptions = {}) {
    this.#options = {
      replicas: 3,
      nodes: ["server", "edge-node"],
      startMs: 4_000,
      endMs: 2_000,
      labels: {},
      dead: null,
      ...options,
    };
    this.clock = {
      now: () => this.#now,
      sleep: (ms) => {
        this.#now += ms;
        this.#roll();
        return Promise.resolve();
      },
    };
    for (let i = 0; i < this.#options.replicas; i++) this.#start();
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
    nodes: () => Promise.resolve([...this.#options.nodes]),
    cordon: (node) => {
      this.calls.push(`cordon ${node}`);
      this.#cordoned.add(node);
      return Promise.resolve();
    },
    podsOn: (node) => {
      this.#roll();
      return Promise.resolve(
        this.#pods.filter((pod) => pod.node === node).map(({ name }) => ({ namespace: "boutique", name })),
      );
    },
    deletePod: ({ name }, graceS) => {
      const pod = this.#pods.find((each) => each.name === name)!;
      if (graceS === 0) pod.goneAt = this.#now;
      else this.#end(pod);
      return Promise.resolve();
    },
    deleteNode: (node) => {
      this.calls.push(`delete node ${node}`);
      this.#options.nodes = this.#options.nodes.filter((each) => each !== node);
      return Promise.resolve();
    },
  };

  /** Served while any pod is Ready and not terminating. */
  readonly probe: Probe = () => Promise.resolve(this.#serving().length > 0 ? null : "HTTP 503");

  deployments(): Promise<Deployment[]> {
    if (this.failing-- > 0) return Promise.reject(new Error("the API server is busy"));
    return Promise.resolve([
      {
        kind: "Deployment",
        name: "frontend",
        replicas: this.#options.replicas,
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
    this.#roll();
    return Promise.resolve(this.#pods.map((pod) => this.#view(pod)));
  }

  setNodeSelector(deployment: string, selector: Record<string, string | null>): Promise<void> {
    this.calls.push(`select ${deployment} ${JSON.stringify(selector)}`);
    const merged = Object.entries({ ...this.selector, ...selector }).filter(([, value]) => value !== null);
    this.selector = Object.fromEntries(merged) as Record<string, string>;
    this.onSelect();
    this.#roll();
    return Promise.resolve();
  }

  deploymentSpec(): Promise<Record<string, unknown>> {
    const containers = [{ name: "sidecar" }, { name: "frontend", resources: this.resources }];
    const labels = { app: "frontend" };
    return Promise.resolve({
      replicas: this.#options.replicas,
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
    if (deployment === "frontend") this.#options.replicas = replicas;
    this.#roll();
    return Promise.resolve();
  }

  releasedAt(): Promise<number | null> {
    return Promise.resolve(this.released);
  }

  deletePod(name: string): Promise<void> {
    this.calls.push(`delete ${name}`);
    this.#end(this.#pods.find((pod) => pod.name === name)!);
    return Promise.resolve();
  }

  #fits = (node: string): boolean =>
    Object.entries(this.selector).every(([key, value]) => this.#options.labels[node]?.[key] === value);

  #start(): void {
    const fitting = this.#options.nodes.filter((node) => this.#fits(node) && !this.#cordoned.has(node));
    const node = fitting[this.#count % Math.max(1, fitting.length)] ?? null;
    const readyAt = node === null ? Infinity : this.#now + this.#options.startMs;
    this.#pods.push({ name: `frontend-${this.#count++}`, node, createdAt: this.#now, readyAt, goneAt: Infinity });
  }

  /** The kubelet of a dead node never confirms that a pod is gone. */
  #end(pod: VirtualPod): void {
    const isDead = this.#options.dead === pod.node && pod.node !== null;
    if (isDead) pod.goneAt = Math.min(pod.goneAt, Number.MAX_SAFE_INTEGER);
    else pod.goneAt = Math.min(pod.goneAt, this.#now + this.#options.endMs);
  }

  #serving = (): VirtualPod[] =>
    this.#pods.filter(({ readyAt, goneAt }) => readyAt <= this.#now && goneAt === Infinity);

  #roll(): void {
    this.#pods = this.#pods.filter(({ goneAt }) => goneAt > this.#now);
    const { replicas } = this.#options;
    const alive = this.#pods.filter(({ goneAt }) => goneAt === Infinity);
    const [fitting, old] = [
      alive.filter(({ node }) => node === null || this.#fits(node)),
      alive.filter(({ node }) => node !== null && !this.#fits(node)),
    ];
    const ready = this.#serving().length;
    if (old.length > 0 && ready > replicas) this.#end(old[0]!);
    if (old.length === 0 && fitting.length > replicas) this.#end(fitting.at(-1)!);
    const pending = fitting.some(({ readyAt }) => readyAt > this.#now);
    if (fitting.length < replicas && (old.length === 0 || !pending)) this.#start();
  }

  #view({ name, node, createdAt, readyAt, goneAt }: VirtualPod): Pod {
    const waitingReason =
      node === null ? "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector." : null;
    return {
      name,
      service: "frontend",
      node,
      ready: readyAt <= this.#now,
      isTerminating: goneAt !== Infinity,
      waitingReason,
      createdAt,
    };
  }
}
