/**
 * Sends a load from ten pods, as a cell does, from the operator's network namespace: `node load-from-pods.ts KUBECONFIG URL OUT`.
 *
 * With the pods still there it writes the outcome to the file OUT, prints `measured NAMESPACE`, and waits for its standard input to
 * end; then the pods are deleted.
 */
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { runLoad, type WorkerSource } from "@stackmark/loadgen";
import { NODE_IMAGE } from "../../../infra/catalog/images.ts";
import { runInPods } from "../../../infra/jobs/run.ts";

const WORKERS = 10;
const [kubeconfig = "", url = "", out = ""] = process.argv.slice(2);

const spec = {
  ...{ model: "closed", scenario: "get", users: 20, spawnRatePerS: 20, calibrationMs: 100 },
  ...{ durationMs: 10_000, warmUpMs: 2000, thinkTime: { kind: "constant", ms: 100 }, gracefulStopMs: 2000 },
  vantage: { kind: "cluster", where: "ten pods" },
};
const pool = {
  ...{ workers: WORKERS, image: NODE_IMAGE, nodes: ["gen"], memoryLimit: "256Mi" },
  requests: { cpu: "50m", memory: "64Mi" },
};

/** The pods are left as they are at the end of the load, so that their files can be read. */
const kept = (source: WorkerSource): WorkerSource => ({
  ...{ place: source.place, scenario: source.scenario, reattachMs: source.reattachMs, ended: source.ended },
  open: (signal) => source.open(signal),
  kill: () => undefined,
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
await runInPods(
  { kubeconfig: readFileSync(kubeconfig, "utf8"), pool, target: { kind: "url", url } },
  {
    owner: { stack: "jobs", cell: "load-test-1" },
    spec,
    code: undefined,
    limitMs: 60_000,
    hooks: { onSecond: ({ atMs }) => say(`second ${atMs / 1000}`) },
  },
  async (load, hooks, sources) => {
    const outcome = await runLoad(load, hooks, sources.map(kept));
    writeFileSync(out, JSON.stringify(outcome));
    say("measured");
    process.stdin.resume();
    await once(process.stdin, "end");
    return outcome;
  },
  say,
);
