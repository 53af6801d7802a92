/**
 * Sends a load from pods, as a cell does, from the operator's network namespace: `node load-from-pods.ts KUBECONFIG URL OPTIONS`.
 * OPTIONS is a {@link PodLoadOptions} as JSON.
 *
 * It prints `second N` for each second. With the pods still there it prints `measured OUTCOME`, as JSON, and waits for its standard
 * input to end; then the pods are deleted. If not all of them got ready, it prints `refused MESSAGE`, as JSON.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { LoadError, runLoad, type WorkerSource } from "@stackmark/loadgen";
import { messageOf } from "../../../base/errors.ts";
import { NODE_IMAGE } from "../../../infra/catalog/images.ts";
import { InfraError } from "../../../infra/errors.ts";
import type { PodPool } from "../../../infra/jobs/objects.ts";
import { runInPods } from "../../../infra/jobs/run.ts";

export interface PodLoadOptions {
  stack: string;
  /** What differs from ten small pods on the node for generators. */
  pool?: Partial<PodPool>;
  /** Default: 10 s. */
  durationMs?: number;
  /** For all pods to run. Default: a minute. */
  readyLimitMs?: number;
}

const [kubeconfig = "", url = "", options = ""] = process.argv.slice(2);
const { stack, pool, durationMs = 10_000, readyLimitMs = 60_000 } = JSON.parse(options) as PodLoadOptions;

const spec = {
  ...{ model: "closed", scenario: "get", users: 20, spawnRatePerS: 20, calibrationMs: 100 },
  ...{ durationMs, warmUpMs: 2000, thinkTime: { kind: "constant", ms: 100 }, gracefulStopMs: 2000 },
  vantage: { kind: "cluster", where: "pods" },
};
const TEN_SMALL: PodPool = {
  ...{ workers: 10, image: NODE_IMAGE, nodes: ["gen"], memoryLimit: "256Mi" },
  requests: { cpu: "50m", memory: "64Mi" },
};

/** The pods are left as they are at the end of the load, so that their files can be read. */
const kept = (source: WorkerSource): WorkerSource => ({
  ...{ place: source.place, scenario: source.scenario, reattachMs: source.reattachMs, ended: source.ended },
  open: (signal) => source.open(signal),
  kill: () => undefined,
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
try {
  await runInPods(
    {
      kubeconfig: readFileSync(kubeconfig, "utf8"),
      pool: { ...TEN_SMALL, ...pool },
      target: { kind: "url", url },
    },
    {
      owner: { stack, cell: "load-test-1" },
      spec,
      code: undefined,
      readyLimitMs,
      limitMs: durationMs + 50_000,
      hooks: { onSecond: ({ atMs }) => say(`second ${atMs / 1000}`) },
    },
    async (load, hooks, sources) => {
      const outcome = await runLoad(load, hooks, sources.map(kept));
      say(`measured ${JSON.stringify(outcome)}`);
      process.stdin.resume();
      await once(process.stdin, "end");
      return outcome;
    },
    say,
  );
} catch (error) {
  const isRefused =
    (error instanceof InfraError && error.code === "LOAD_PODS_FAILED") ||
    (error instanceof LoadError && error.code === "LOAD_WORKER_START_FAILED");
  if (!isRefused) throw error;
  say(`refused ${JSON.stringify(messageOf(error))}`);
}
