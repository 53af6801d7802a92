/** The pods of one Deployment as its controller and kubelets run them, on a clock that advances only during a sleep. */
import type { WallClock } from "../../../../base/clock.ts";
import type { Pod } from "../../../../infra/kubernetes/namespace.ts";

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
export class VirtualPods {
  readonly clock: WallClock;
  replicas: number;
  nodes: string[];
  selector: Record<string, string> = {};
  readonly cordoned = new Set<string>();
  #now = Date.parse("2026-05-01T12:00:00Z");
  #pods: VirtualPod[] = [];
  #count = 0;
  readonly #options: Required<Omit<VirtualOptions, "replicas" | "nodes">>;

  constructor({ replicas = 3, nodes = ["server", "edge-node"], ...options }: VirtualOptions) {
    this.replicas = replicas;
    this.nodes = nodes;
    this.#options = { startMs: 4_000, endMs: 2_000, labels: {}, dead: null, ...options };
    this.clock = {
      now: () => this.#now,
      sleep: (ms) => {
        this.#now += ms;
        this.roll();
        return Promise.resolve();
      },
    };
    for (let i = 0; i < replicas; i++) this.#start();
  }

  list(): Pod[] {
    this.roll();
    return this.#pods.map((pod) => this.#view(pod));
  }

  /** Whether any pod is Ready and not terminating. */
  get isServing(): boolean {
    return this.#serving().length > 0;
  }

  /** @param graceS 0: without waiting for its end */
  delete(name: string, graceS?: number): void {
    const pod = this.#pods.find((each) => each.name === name)!;
    if (graceS === 0) pod.goneAt = this.#now;
    else this.#end(pod);
  }

  roll(): void {
    this.#pods = this.#pods.filter(({ goneAt }) => goneAt > this.#now);
    const alive = this.#pods.filter(({ goneAt }) => goneAt === Infinity);
    const [fitting, old] = [
      alive.filter(({ node }) => node === null || this.#fits(node)),
      alive.filter(({ node }) => node !== null && !this.#fits(node)),
    ];
    const ready = this.#serving().length;
    if (old.length > 0 && ready > this.replicas) this.#end(old[0]!);
    if (old.length === 0 && fitting.length > this.replicas) this.#end(fitting.at(-1)!);
    const pending = fitting.some(({ readyAt }) => readyAt > this.#now);
    if (fitting.length < this.replicas && (old.length === 0 || !pending)) this.#start();
  }

  #fits = (node: string): boolean =>
    Object.entries(this.selector).every(([key, value]) => this.#options.labels[node]?.[key] === value);

  #start(): void {
    const fitting = this.nodes.filter((node) => this.#fits(node) && !this.cordoned.has(node));
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
