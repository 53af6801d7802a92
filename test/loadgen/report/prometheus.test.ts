import assert from "node:assert/strict";
import { metricsServer } from "../../../loadgen/report/prometheus.ts";

describe("metricsServer", () => {
  it("metrics are served at /metrics on the loopback address only, and a port in use is refused", async () => {
    const server = await metricsServer(0);
    const url = `http://127.0.0.1:${server.port}`;
    const answer = await fetch(`${url}/metrics`);
    assert.match(answer.headers.get("content-type")!, /version=0\.0\.4/);
    assert.match(await answer.text(), /^stackmark_load_users 0$/m);
    assert.equal((await fetch(url)).status, 404);
    await assert.rejects(metricsServer(server.port), { code: "EADDRINUSE" });
    await server.finish();
  });
});
