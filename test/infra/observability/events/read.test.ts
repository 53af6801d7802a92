import assert from "node:assert/strict";
import { readReported } from "../../../../infra/observability/events/read.ts";
import type { PrometheusAccess, PrometheusSource } from "../../../../infra/observability/source.ts";
import { createAuthority, kubeconfigOf, startTlsServer } from "../../kubernetes/tls-server.ts";

const sourceOf = (access: PrometheusAccess): PrometheusSource => ({
  ...{ kind: "prometheus", access, namespace: "shop", nodes: [], services: [], targets: [], intervalMs: 5_000 },
});
const URL_OF_PROMETHEUS = "http://127.0.0.1:1";

describe("the events of a cluster", () => {
  it("are asked of its API server, of the namespace and of nodes, also where Prometheus has a URL of its own", async () => {
    const asked: string[] = [];
    const authority = createAuthority();
    const server = await startTlsServer(
      authority,
      "localhost",
      ({ url }, response) => {
        asked.push(url!.split("?")[0]!);
        response.end(JSON.stringify({ items: [] }));
      },
      true,
    );
    const kubeconfig = kubeconfigOf(`https://localhost:${server.port}`, authority.caPem, authority.issue("admin"));
    try {
      const reported = await readReported(sourceOf({ url: URL_OF_PROMETHEUS, kubeconfig }));
      assert.deepEqual(reported, { events: [], hasNodes: true });
    } finally {
      await server.close();
    }
    assert.deepEqual(asked, ["/api/v1/namespaces/shop/events", "/api/v1/namespaces/default/events"]);
  });

  it("are unknown where nothing but the URL of its Prometheus is known", async () => {
    assert.equal(await readReported(sourceOf({ url: URL_OF_PROMETHEUS })), null);
  });
});
