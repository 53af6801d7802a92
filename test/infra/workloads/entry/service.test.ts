import assert from "node:assert/strict";
import { entryService } from "../../../../infra/workloads/entry/service.ts";

const target = { selector: { app: "web" }, port: 80, targetPort: "http" };
const options = { exposure: { kind: "NodePort", openPort: 30_080 }, nodePort: 30_080 } as const;

describe("the Service of the entry", () => {
  it("the entry is a node port that nodes do not forward to other nodes", () => {
    assert.deepEqual(entryService(target, options), {
      type: "NodePort",
      externalTrafficPolicy: "Local",
      selector: { app: "web" },
      ports: [{ name: "http", port: 80, targetPort: "http", nodePort: 30_080 }],
    });
  });

  it("a load balancer has the port that users connect to", () => {
    const service = entryService(target, { ...options, exposure: { kind: "LoadBalancer", openPort: 8080 } });
    assert.deepEqual(service, {
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
      selector: { app: "web" },
      ports: [{ name: "http", port: 8080, targetPort: "http", nodePort: 30_080 }],
    });
  });

  it("behind a proxy it has no port outside the cluster", () => {
    const service = entryService(target, { ...options, exposure: { kind: "Ingress", openPort: 80 } });
    assert.deepEqual(service, {
      type: "ClusterIP",
      selector: { app: "web" },
      ports: [{ name: "http", port: 80, targetPort: "http" }],
    });
  });

  it("where it divides users between versions, it leads to pods of all nodes", () => {
    assert.equal(entryService(target, { ...options, crossesNodes: true }).externalTrafficPolicy, "Cluster");
  });
});
