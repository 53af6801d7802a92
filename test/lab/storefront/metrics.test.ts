import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { METRICS } from "../../../lab/storefront/runtime/metric-names.ts";
import { ServiceMetrics } from "../../../lab/storefront/runtime/metrics.ts";
import { Traffic } from "../../../lab/storefront/runtime/traffic.ts";

describe("the metrics of a service", () => {
  it("docs/metrics.md lists every metric of a service, with its labels and meaning", () => {
    const page = readFileSync(new URL("../../../docs/metrics.md", import.meta.url), "utf8");
    const section = /^## Storefront$(.*?)^## /ms.exec(page)![1]!;
    const rows = [...section.matchAll(/^\| `(\w+)` \| (.*?) ?\| (.*) \|$/gm)].map(([, name, labels, help]) => ({
      name,
      labels: [...labels!.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      help,
    }));
    const defined = Object.values(METRICS).map(({ name, labelNames, help }) => ({
      name,
      labels: [...labelNames],
      help,
    }));
    assert.deepEqual(rows, defined);
  });

  it("every metric of a service is exported, with service, replica and node on every series", async () => {
    const metrics = new ServiceMetrics({ service: "cart", replica: 1, node: "n1" }, new Traffic());
    metrics.answered("GET /carts/:user", 200, 0.003);
    metrics.answered("GET /carts/:user", 503, 0.3);
    metrics.callFailed("cart-store");
    const text = await metrics.registry.metrics();
    for (const { name } of Object.values(METRICS)) assert.ok(text.includes(`# TYPE ${name} `), name);
    for (const line of text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))) {
      assert.match(line, /service="cart",replica="1",node="n1"/);
    }
    assert.match(text, /stackmark_requests_total\{route="GET \/carts\/:user",code="503",.*\} 1/);
    assert.match(text, /stackmark_request_duration_seconds_count\{.*\} 2/);
    assert.match(text, /stackmark_call_failures_total\{peer="cart-store",.*\} 1/);
  });
});
