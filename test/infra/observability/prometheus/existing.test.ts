/** A Prometheus that is already there: where it is asked, and how its nodes are recognised. */
import assert from "node:assert/strict";
import { connectPrometheus, PrometheusClient } from "../../../../infra/observability/prometheus/client.ts";
import { nodeTargets } from "../../../../infra/observability/prometheus/targets.ts";
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

  it("scrapes nodes as often as its most frequent job does, and lacks no target that could be named", () => {
    const points = (values: number[]) => values.map((value, at) => ({ at, value }));
    const scraped = [
      { job: "a", instance: "node-a", points: points([1, 1, 0]) },
      { job: "b", instance: "node-b", points: points([1]) },
      { job: "c", instance: "elsewhere", points: points([0, 0, 0, 0]) },
    ];
    assert.deepEqual(nodeTargets(["node-a", "node-b"], scraped), {
      problems: [],
      gaps: [],
      scrapes: 3,
      failedScrapes: 1,
    });
  });
});
