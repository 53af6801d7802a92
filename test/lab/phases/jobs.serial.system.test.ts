/** A load from pods of a cluster in the lab: exact sums, lost pods, and nothing left. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inside } from "../../../lab/phases/checks/nodes.ts";
import type { LoadOutcome } from "../../../loadgen/index.ts";
import { root } from "../../helpers/imports.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { assertSum, messagesIn } from "../../helpers/workers-own-files.ts";
import { OwnLab } from "./own-lab.ts";

const STACK = "jobs";
const LEVELS = [{ name: "low", users: 10, spawnRatePerS: 5, durationS: 62 }];
const STACK_FILE = `
config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server }
      - { name: gen, cloud: azure, role: load }
  stackmark:workload:
    name: carts
    manifests: [./carts]
    entry: { service: http, port: 8080, path: /carts/alice }
    nodePort: 30081
  stackmark:load:
    warmUpS: 2
    rehearsalS: 0
    from: cluster
    pods: { count: 4, cpu: 50m, memory: 256Mi }
`;
const FILES = "/var/lib/kubelet/pods/*/volumes/kubernetes.io~empty-dir/work/measured.ndjson";

interface Outputs {
  load: { result: LoadOutcome["result"] }[];
}

describe("a load from pods in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this);
  });

  it("cells come from pods, whose files add up to the result; a lost pod ends the load; nothing is left", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    await rehearse(lab);
  });

  async function rehearse(lab: OwnLab): Promise<void> {
    lab.write(STACK, lab.adapted(STACK_FILE, LEVELS));
    await lab.onEngine(0, "up", STACK);
    const outputs = await lab.json<Outputs>("outputs", STACK);
    const { status, reasons, vantage, overall, generator } = outputs.load[0]!.result;
    assert.deepEqual([status, reasons, overall.failures], ["complete", [], 0]);
    assert.deepEqual([vantage.kind, vantage.where], ["cluster", "4 pods in the cluster, on gen"]);
    assert.deepEqual(
      generator.pool!.map(({ name, machine }) => [name, machine]),
      [0, 1, 2, 3].map((index) => [`pod ${index}`, "gen"]),
    );

    const left = () => lab.kubectl("get", "namespaces", "-l", "stackmark.dev/load-of", "-o", "name");
    assert.equal(await left(), "", "after the cell");

    const kubeconfig = join(folder.path, "kubeconfig");
    const shown = ["pulumi", "stack", "output", "kubeconfig", "--show-secrets", "--stack", STACK];
    writeFileSync(kubeconfig, await lab.operator.mustSucceed(shown), { mode: 0o600 });
    const url = "http://http-entry.carts.svc:8080/carts/alice";
    const send = (onSecond: (second: number) => void, look: () => Promise<void>) =>
      loadFromPods(lab.namespace, [kubeconfig, url, join(folder.path, "outcome.json")], onSecond, look);

    const whole = await send(
      () => undefined,
      async () => {
        const text = await inside(await lab.machine("gen"), ["sh", "-c", `cat ${FILES}`]);
        writeFileSync(join(folder.path, "measured.ndjson"), text);
      },
    );
    const messages = messagesIn(readFileSync(join(folder.path, "measured.ndjson"), "utf8"));
    assert.equal(messages.filter(({ type }) => type === "done").length, 10);
    // Ten workers share the cores of this machine with their target, and may be slow. Their sums hold all the same.
    const codes = whole.result.reasons.map(({ code }) => code);
    assert.ok(
      codes.every((code) => code === "generator-limited"),
      codes.join(),
    );
    const sum = assertSum(whole, [messages]);
    const { ok, bytes } = sum.allCounts()[0]!;
    console.log(
      `    ten pods: ${whole.result.accounting.ok} requests, ${whole.histograms.entries.length} histograms, as their files; first row ok ${ok}, ${bytes} bytes`,
    );
    assert.equal(await left(), "", "after a load of ten pods");

    const killed = await send(
      (second) => {
        if (second === 4) void killPod();
      },
      () => Promise.resolve(),
    );
    async function killPod(): Promise<void> {
      const path = "jsonpath={.items[0].metadata.namespace} {.items[0].metadata.name}";
      const label = "batch.kubernetes.io/job-completion-index=3";
      const pod = await lab.kubectl("get", "pods", "-A", "-l", label, "-o", path);
      const [within = "", name = ""] = pod.split(" ");
      await lab.kubectl("delete", "pod", "-n", within, name, "--force", "--grace-period=0");
    }
    console.log(
      `    a pod killed in the load: ${killed.result.status}, ${killed.result.reasons.map(({ message }) => message).join(" ")} ${killed.result.accounting.ok} requests kept`,
    );
    assert.equal(killed.result.status, "invalid");
    const [lost] = killed.result.reasons.filter(({ code }) => code === "worker-lost");
    assert.match(lost!.message, /pod 3: it was deleted/);
    assert.ok(killed.result.accounting.ok > 0);
    assert.equal(await left(), "", "after a load that lost a pod");

    await lab.onEngine(0, "destroy", STACK);
    assert.deepEqual(await lab.resources(), []);
  }

  /** @param look called when the load has ended and the pods are still there */
  async function loadFromPods(
    namespace: string,
    args: string[],
    onSecond: (second: number) => void,
    look: () => Promise<void>,
  ): Promise<LoadOutcome> {
    const script = join(root, "test/lab/phases/load-from-pods.ts");
    const child = spawn("ip", ["netns", "exec", namespace, process.execPath, script, ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, value] = line.split(" ");
      if (word === "second") onSecond(Number(value));
      if (word !== "measured") continue;
      await look();
      child.stdin.end();
    }
    if (child.exitCode === null) await once(child, "exit");
    assert.equal(child.exitCode, 0);
    return JSON.parse(readFileSync(args[2]!, "utf8")) as LoadOutcome;
  }
});
