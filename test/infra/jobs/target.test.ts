import assert from "node:assert/strict";
import { podSchema } from "../../../infra/kubernetes/pod-objects.ts";
import { addressesOn, regionalService, serviceUrl } from "../../../infra/jobs/target.ts";

const ENTRY = {
  namespace: "shop",
  service: "frontend-entry",
  port: 80,
  selector: { app: "frontend" },
  targetPort: 8080 as number | string,
  scheme: "http" as const,
  path: "/",
};
interface Over {
  ready?: boolean;
  deleted?: true;
}
const pod = (nodeName: string, podIP: string | undefined, { ready = true, deleted }: Over = {}) =>
  podSchema.parse({
    metadata: {
      ...{ namespace: "shop", name: "frontend-1", creationTimestamp: "2026-11-30T11:59:00Z" },
      deletionTimestamp: deleted ? "2026-11-30T12:00:00Z" : undefined,
    },
    spec: { nodeName, containers: [{ name: "server", ports: [{ name: "web", containerPort: 3000 }] }] },
    status: { podIP, conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  });

describe("the target of pods", () => {
  it("a load requests the entry's Service by its name in the cluster, with its path", () => {
    assert.equal(serviceUrl(ENTRY), "http://frontend-entry.shop.svc:80");
    assert.equal(serviceUrl({ ...ENTRY, path: "/shop?x=1" }), "http://frontend-entry.shop.svc:80/shop?x=1");
  });

  it("the target in a region is the entry's pods that are ready on its nodes", () => {
    const pods = [
      pod("eu-1", "10.42.0.5"),
      pod("us-1", "10.42.1.5"),
      pod("eu-1", "10.42.0.6", { ready: false }),
      pod("eu-2", "10.42.2.7", { deleted: true }),
      pod("eu-2", undefined),
      pod("eu-2", "10.42.2.8"),
    ];
    assert.deepEqual(addressesOn(pods, ENTRY, ["eu-1", "eu-2"]), { addresses: ["10.42.0.5", "10.42.2.8"], port: 8080 });
  });

  it("a port that the Service names is looked up in the pods", () => {
    const pods = [pod("eu-1", "10.42.0.5")];
    assert.equal(addressesOn(pods, { ...ENTRY, targetPort: "web" }, ["eu-1"]).port, 3000);
    const missing = () => addressesOn(pods, { ...ENTRY, targetPort: "grpc" }, ["eu-1"]);
    assert.throws(missing, { code: "WORKLOAD_NOT_READY", message: /have no port named grpc/ });
  });

  it("a region without a ready pod of the entry is an error that says what to do", () => {
    const none = () => addressesOn([pod("us-1", "10.42.1.5")], ENTRY, ["eu-1", "eu-2"]);
    const message = /No pod of the entry frontend-entry is ready on eu-1, eu-2, .*; give it a replica in each region/;
    assert.throws(none, { code: "WORKLOAD_NOT_READY", message });
  });

  it("the Service of a region has no selector, and its addresses are in a slice of its own", () => {
    const { service, slice } = regionalService({ addresses: ["10.42.0.5", "10.42.2.8"], port: 8080 });
    assert.equal("selector" in service.spec, false);
    assert.equal(slice.metadata.labels["kubernetes.io/service-name"], service.metadata.name);
    assert.equal(slice.addressType, "IPv4");
    assert.deepEqual(
      slice.endpoints.flatMap(({ addresses }) => addresses),
      ["10.42.0.5", "10.42.2.8"],
    );
    assert.equal(regionalService({ addresses: ["fd00::5"], port: 80 }).slice.addressType, "IPv6");
  });
});
