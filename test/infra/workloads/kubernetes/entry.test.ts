import assert from "node:assert/strict";
import { entryService } from "../../../../infra/workloads/kubernetes/entry.ts";

describe("entryService", () => {
  it("the entry is a node port that nodes do not forward to other nodes", () => {
    const service = entryService({ selector: { app: "web" }, port: 80, targetPort: "http" }, 30_080);
    assert.deepEqual([service.type, service.externalTrafficPolicy], ["NodePort", "Local"]);
    assert.deepEqual(service.selector, { app: "web" });
    assert.deepEqual(service.ports, [{ name: "http", port: 80, targetPort: "http", nodePort: 30_080 }]);
  });
});
