/** A Prometheus that is already there: where it is asked, and how its nodes are recognised. */
import assert from "node:assert/strict";
import { connectPrometheus, PrometheusClient } from "../../../../infra/observability/prometheus/client.ts";
import { foundTargets } from "../../../../infra/observability/prometheus/found-targets.ts";
import { checkTargets, type TargetScrapes } from "../../../../infra/observability/prometheus/targets.ts";
import { createAuthority, kubeconfigOf, startTlsServer } from "../../kubernetes/tls-server.ts";

const up = (instances: string[]): string =>
  JSON.stringify({
    status: "success",
    data: {
      resultType: "vector",
      result: instances.map((instance) => ({ metric: { instance }, value: [0, "1"] })),
    },
  });

describe("a Prometheus that is already there", () => {
  it("is asked by the API server's proxy of its Service, below its path", async () => {
    const asked: string[] = [];
    const authority = createAuthority();
    const server = await startTlsServer(
      authority,
      "localhost",
      ({ url }, response) => {
        asked.push(url!.split("?")[0]!);
        response.end(up([]));
      },
      true,
    );
    const kubeconfig = kubeconfigOf(`https://localhost:${server.port}`, authority.caPem, authority.issue("admin"));
    const service = { namespace: "observe", name: "prometheus", port: 80, path: "/prom/" };
    const connection = connectPrometheus({ kubeconfig, service });
    try {
      await new PrometheusClient(connection).query("up", 0);
    } finally {
      await connection.close();
      await server.close();
    }
    assert.deepEqual(asked, ["/api/v1/namespaces/observe/services/prometheus:80/proxy/prom/api/v1/query"]);
  });

  it("has addresses of nodes as instances, which become their names; other instances stay", async () => {
    const instances = ["10.0.0.7:9100", "10.0.0.7", "10.0.0.8:9100", "node-b"];
    const connection = {
      get: () => Promise.resolve({ status: 200, text: up(instances) }),
      close: () => Promise.resolve(),
    };
    const client = new PrometheusClient(connection, { nodeOf: { "10.0.0.7": "node-a" } });
    const series = await client.query("up", 0);
    assert.deepEqual(
      series.map(({ labels }) => labels.instance),
      ["node-a", "node-a", "10.0.0.8:9100", "node-b"],
    );
  });
});

describe("the targets of a Prometheus that is already there", () => {
  const NODES = ["node-a", "node-b"];
  const INTERVAL_MS = 10_000;
  const WINDOW = { from: 0, to: 120_000 };
  /** Scrapes throughout the window. */
  const scrapes = (job: string, instance: string, intervalMs = INTERVAL_MS, lost: number[] = []): TargetScrapes => {
    const count = Math.floor(WINDOW.to / intervalMs);
    return {
      ...{ job, instance },
      points: Array.from({ length: count }, (_, i) => ({ at: i * intervalMs, value: lost.includes(i) ? 0 : 1 })),
    };
  };
  const judge = (...scraped: TargetScrapes[]) =>
    checkTargets(foundTargets(scraped, scraped, NODES, INTERVAL_MS), scraped, WINDOW, INTERVAL_MS);

  it("are those of the nodes of the topology, and any of a job that has none there, such as a pod's", () => {
    const found = [
      { job: "integrations/node", instance: "node-a" },
      { job: "integrations/node", instance: "node-b" },
      { job: "integrations/node", instance: "elsewhere" },
      { job: "ksm", instance: "10.1.0.4:8080" },
      { job: "ksm", instance: "10.1.0.9:8080" },
    ];
    const scraped = found.map(({ job, instance }) => scrapes(job, instance));
    assert.deepEqual(foundTargets(found, scraped, NODES, INTERVAL_MS), [
      { job: "integrations/node", intervalMs: INTERVAL_MS, instance: "node-a" },
      { job: "integrations/node", intervalMs: INTERVAL_MS, instance: "node-b" },
      { job: "ksm", intervalMs: INTERVAL_MS },
    ]);
  });

  it("are left out where their scrapes are recorded under other names", () => {
    const found = [{ job: "renamed", instance: "node-a" }];
    assert.deepEqual(foundTargets(found, [scrapes("node", "node-a")], NODES, INTERVAL_MS), []);
  });

  it("make a cell invalid if they were lost for more than a tenth of it; one lost scrape is counted", () => {
    const { problems, failedScrapes } = judge(scrapes("node", "node-a"), scrapes("node", "node-b", 10_000, [4, 5, 6]));
    assert.match(problems.join(), /^node of node-b was down in 3 of 12 scrapes, .* 25 % of the measured part is lost/);
    assert.equal(failedScrapes, 3);
    const one = judge(scrapes("node", "node-a", 10_000, [4]));
    assert.deepEqual([one.problems, one.gaps.length, one.failedScrapes], [[], 1, 1]);
  });

  it("that are scraped more rarely than the stack file says are judged by their own interval", () => {
    assert.deepEqual(judge(scrapes("node", "node-a"), scrapes("ksm", "10.1.0.4:8080", 30_000)).problems, []);
    assert.deepEqual(judge(scrapes("ksm", "10.1.0.4:8080", 60_000)).problems, []);
  });

  it("without any, nothing is counted and nothing is invalid", () => {
    assert.deepEqual(judge(), { problems: [], gaps: [], scrapes: 0, failedScrapes: 0 });
  });
});
