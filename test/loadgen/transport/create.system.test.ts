import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { runLoad } from "../../../loadgen/index.ts";

describe("a load through a proxy", () => {
  it("a load with a proxy sends every request to it, for a target that only the proxy can resolve", async () => {
    const asked = new Map<string, number>();
    const proxy = createServer((request, response) => {
      asked.set(request.url!, (asked.get(request.url!) ?? 0) + 1);
      response.end("ok");
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    try {
      const { result } = await runLoad({
        ...{ model: "open", scenario: "get", target: "http://shop.invalid/a", ratePerS: 50, durationMs: 1000 },
        ...{ proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, calibrationMs: 0 },
      });
      assert.deepEqual([...asked], [["http://shop.invalid/a", 50]]);
      assert.equal(result.accounting.ok, 50);
    } finally {
      proxy.close();
      proxy.closeAllConnections();
    }
  });
});
