/** Loads from pods of a cluster in the lab: exact sums, pods that never run or end early, and nothing left. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inside } from "../../../lab/phases/checks/nodes.ts";
import type { LoadOutcome } from "../../../loadgen/index.ts";
import { eventually } from "../../helpers/eventually.ts";
import { needsLab } from "../../helpers/lab.ts";
import { assertSum, messagesIn } from "../../helpers/workers-own-files.ts";
import { cartsStackFile } from "./carts-stack.ts";
import { OwnLab } from "./own-lab.ts";
import { IN_MID_LOAD, PodLoads } from "./pod-loads.ts";

const STACK = "jobs";
const LEVELS = [{ name: "low", users: 10, spawnRatePerS: 5, durationS: 62 }];
const STACK_FILE = cartsStackFile("from: cluster", "pods: { count: 4, cpu: 50m, memory: 256Mi }");
const URL_IN_CLUSTER = "http://http-entry.carts.svc:8080/carts/alice";
const FILES = "/var/lib/kubelet/pods/*/volumes/kubernetes.io~empty-dir/work/measured.ndjson";
/** The files of a pod go when it has ended. */
const LINKS = "/var/lib/kubelet/linked-";
const LINK_ALL = `i=0; for file in ${FILES}; do i=$((i + 1)); ln "$file" ${LINKS}$i; done`;
const INDEX = "batch.kubernetes.io/job-completion-index";

/** Files in memory count as the pod's, and as no process's: so the worker, which is the largest, is what the kernel kills. */
const TAKES_ALL_MEMORY = [
  'const { appendFileSync, writeFileSync } = require("node:fs")',
  'writeFileSync("/proc/1/oom_score_adj", "1000")',
  "const part = Buffer.alloc(2 ** 20, 1)",
  'setInterval(() => appendFileSync("/dev/shm/fill", part), 5)',
].join("; ");

/** What `run` prints of the cell after its warm-up, and not of the rehearsal before it. */
const MEASURES = /load-low-1 [a-z ]+\(\w+\)(?: \[[^\]]*\];)? 0:[0-4]\d left/;

interface Outputs {
  load: { result: LoadOutcome["result"] }[];
}

describe("loads from pods in the lab", function () {
  this.timeout(1_800_000);
  let lab: OwnLab;
  let loads: PodLoads;

  before(async function () {
    needsLab(this);
    lab = await OwnLab.start();
    lab.write(STACK, lab.adapted(STACK_FILE, LEVELS));
    await lab.onEngine(0, "up", STACK);
    loads = new PodLoads(lab, STACK, join(lab.dir, "kubeconfig"), URL_IN_CLUSTER);
    const shown = ["pulumi", "stack", "output", "kubeconfig", "--show-secrets", "--stack", STACK];
    writeFileSync(loads.kubeconfig, await lab.operator.mustSucceed(shown), { mode: 0o600 });
  });

  after(() => lab?.[Symbol.asyncDispose]());

  /** Kubernetes deletes a namespace in its own time. */
  const nothingLeft = () =>
    eventually(async () => (await lab.loadNamespaces()) === "", "no load has a namespace", 60_000);

  /** Namespace and name of the pod with this index. */
  async function podOf(index: number): Promise<[namespace: string, name: string]> {
    const path = "jsonpath={.items[0].metadata.namespace} {.items[0].metadata.name}";
    const [namespace = "", name = ""] = (
      await lab.kubectl("get", "pods", "-A", "-l", `${INDEX}=${index}`, "-o", path)
    ).split(" ");
    return [namespace, name];
  }

  it("cells come from pods on the node with the role load, and leave nothing", async () => {
    const outputs = await lab.json<Outputs>("outputs", STACK);
    const { status, reasons, vantage, overall, generator } = outputs.load[0]!.result;
    assert.deepEqual([status, reasons, overall.failures], ["complete", [], 0]);
    assert.deepEqual([vantage.kind, vantage.where], ["cluster", "4 pods in the cluster, on gen"]);
    assert.deepEqual(
      generator.pool!.map(({ name, machine }) => [name, machine]),
      [0, 1, 2, 3].map((index) => [`pod ${index}`, "gen"]),
    );
    assert.equal(await lab.loadNamespaces(), "", "a cell waits for the deletion");
  });

  it("the result of ten pods equals the sum of their own files", async () => {
    const onGen = async (script: string): Promise<string> => inside(await lab.machine("gen"), ["sh", "-c", script]);
    const whole = await loads.measured({}, () => onGen(LINK_ALL));
    const messages = messagesIn(await onGen(`cat ${LINKS}*`));
    assert.equal(messages.filter(({ type }) => type === "done").length, 10);
    // Ten workers share the cores of this machine with their target, and may be slow. Their sums hold all the same.
    const codes = whole.result.reasons.map(({ code }) => code);
    assert.ok(
      codes.every((code) => code === "generator-limited"),
      codes.join(),
    );
    const { ok, bytes } = assertSum(whole, [messages]).allCounts()[0]!;
    console.log(
      `    ten pods: ${whole.result.accounting.ok} requests, ${whole.histograms.entries.length} histograms, as their files; first row ok ${ok}, ${bytes} bytes`,
    );
    await nothingLeft();
  });

  it("pods that no node has room for are named, with what the scheduler says", async () => {
    const message = await loads.refused({ pool: { requests: { cpu: "64", memory: "64Mi" } }, readyLimitMs: 15_000 });
    assert.match(message, /^0 of 10 pods .*\n.*it was never scheduled: 0\/2 nodes are available.*Insufficient cpu/);
    await nothingLeft();
  });

  it("pods whose image is not pulled are named, with the image and what the registry says", async () => {
    const message = await loads.refused({ pool: { workers: 2, image: "docker.io/library/there-is-none:1" } });
    const named = message.matchAll(
      /pod ([\d, ]+): it never started, because its image \S*there-is-none:1 was not pulled: .*\w/g,
    );
    // Pods of one cause stand together while the kubelet says the same of them.
    assert.equal([...named].map(([, pods]) => pods).join(", "), "0, 1");
    await nothingLeft();
  });

  it("pods that need more memory than they may take are named as out of memory, with their limit", async () => {
    const small = { memoryLimit: "16Mi", requests: { cpu: "50m", memory: "16Mi" } };
    const message = await loads.refused({ pool: { workers: 2, ...small } });
    assert.match(message, /was killed because it was out of memory: its limit is 16Mi/);
    await nothingLeft();
  });

  it("a pod that is killed in mid-load ends the load, which keeps what was measured", async () => {
    const message = await loads.struck({}, async () => {
      const [namespace, name] = await podOf(3);
      await lab.kubectl("delete", "pod", "-n", namespace, name, "--force", "--grace-period=0");
    });
    assert.match(message, /pod 3: it was deleted/);
    await nothingLeft();
  });

  it("a pod that is evicted in mid-load is named as evicted", async () => {
    const message = await loads.struck({ pool: { workers: 2 } }, async () => {
      const [namespace, name] = await podOf(1);
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { namespace, name } };
      const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
      const create = ["k3s", "kubectl", "create", "--raw", path, "-f", "-"];
      await inside(await lab.machine("server"), create, JSON.stringify(eviction));
    });
    assert.match(message, /pod 1: it was evicted: /);
    await nothingLeft();
  });

  it("a pod that is out of memory in mid-load is named as that, with its limit", async () => {
    const message = await loads.struck({ pool: { workers: 2, memoryLimit: "96Mi" }, durationMs: 20_000 }, async () => {
      const [namespace, name] = await podOf(0);
      const hog = ["exec", "-n", namespace, name, "--", "node", "-e", TAKES_ALL_MEMORY];
      // It ends with its container.
      await lab.kubectl(...hog).catch(() => undefined);
    });
    assert.match(message, /pod 0: it was killed because it was out of memory: its limit is 96Mi/);
    await nothingLeft();
  });

  describe("ends that take minutes", () => {
    before(function () {
      needsLab(this, 5);
    });

    it("a load that is stopped keeps what it measured, and leaves nothing", async () => {
      const child = lab.operator.start(["run", STACK, "--engine", "embedded"]);
      const ended = once(child, "close");
      const measures = Promise.withResolvers<void>();
      let printed = "";
      for (const stream of [child.stdout!, child.stderr!])
        stream.setEncoding("utf8").on("data", (text: string) => {
          printed += text;
          if (MEASURES.test(printed)) measures.resolve();
        });
      await Promise.race([measures.promise, ended]);
      await lab.stackmark(0, "stop", STACK);
      const [exitCode] = (await ended) as [number | null];
      assert.equal(exitCode, 105, printed);
      const [{ result }] = (await lab.json<Outputs>("outputs", STACK)).load as [Outputs["load"][number]];
      // On a busy machine the generator or a scrape may be late as well.
      const codes = result.reasons.map(({ code }) => code);
      for (const code of ["stopped", "stop-requested"] as const)
        assert.ok(codes.includes(code), JSON.stringify(result.reasons));
      assert.ok(result.overall.requests > 0);
      assert.equal(await lab.loadNamespaces(), "");
    });

    it("pods end a minute after their coordinator was killed, and the next load deletes what is left of them", async () => {
      const child = loads.start({ pool: { workers: 2 }, durationMs: 120_000 });
      const ended = once(child, "close");
      for await (const line of createInterface({ input: child.stdout }))
        if (line === IN_MID_LOAD) child.kill("SIGKILL");
      await ended;
      const [, namespace = ""] = (await lab.loadNamespaces()).split("/");
      await lab.kubectl("wait", "pods", "--all", "-n", namespace, "--for=condition=Ready=false", "--timeout=90s");
      await loads.measured({ pool: { workers: 2 }, durationMs: 5000 });
      await nothingLeft();
    });

    it("pods of a node that loses its power in mid-load are named as lost with it", async () => {
      let powerOn = (): Promise<void> => Promise.resolve();
      const message = await loads.struck({ pool: { workers: 2, nodes: ["server", "gen"] } }, async () => {
        powerOn = await lab.cutPower("gen");
      });
      assert.match(message, /pod \d: it was lost with gen, which does not answer|could not be reached for 60 s/);
      await powerOn();
      await eventually(async () => / Ready /.test(await lab.kubectl("get", "node", "gen")), "gen is ready", 180_000);
    });
  });

  describe("at the end", () => {
    it("a destroy leaves nothing", async () => {
      await lab.destroyLast(STACK);
    });
  });
});
