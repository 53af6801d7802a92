import assert from "node:assert/strict";
import { readReplicaMetrics } from "../../../../infra/observability/local/replica-metrics.ts";
import { Counters } from "../../../../infra/observability/local/sample.ts";
import { scrapeLocal } from "../../../../infra/observability/local/scrape.ts";
import { checkReady } from "../../../../infra/observability/readiness.ts";
import { endLeftovers } from "../../../../infra/hosts/local/end-daemon.ts";
import * as daemons from "../../../../infra/hosts/local/lifecycle.ts";
import { create, diff, read, remove, type WorkloadInputs } from "../../../../infra/workloads/local/lifecycle.ts";
import { aPlan, anEdge, aServer, aSource } from "../../helpers/builders.ts";
import { fakeServer } from "../../helpers/fake-daemon.ts";
import { withHome } from "../../helpers/home.ts";
import { emulatedMachines } from "./emulated-machines.ts";

const plan = aPlan({
  topology: { nodes: [aServer, anEdge], links: [{ between: ["server", "edge"], oneWayDelayMs: 1 }] },
  workload: {
    nodeSelector: { "kubernetes.io/hostname": "server" },
    services: { frontend: { nodeSelector: { role: "edge" } } },
  },
});
const source = aSource({
  nodes: plan.nodes.map(({ name, cpus, memoryMiB }) => ({ name, cpus, memoryMiB })),
  links: ["server--edge"],
  services: plan.workload.services.map(({ name }) => ({ name, nodes: [name === "frontend" ? "edge" : "server"] })),
});

async function machines(): Promise<WorkloadInputs> {
  const { nodes, links } = await emulatedMachines(plan);
  return { stack: "test", name: "storefront", entry: "frontend", port: 0, placement: plan.placement, nodes, links };
}

describe("the storefront on two emulated nodes", function () {
  this.timeout(120_000);
  withHome(() => endLeftovers("test"));

  it("the storefront answers, is read in full, has its cross-node traffic counted, and is gone after remove", async () => {
    const inputs = await machines();
    const { id, outs } = await create(inputs);
    assert.deepEqual(outs.running, plan.placement);
    assert.deepEqual(await read(id, outs), { id, props: outs });
    await checkReady(source);

    const page = await fetch(outs.endpoint, { headers: { connection: "close" } });
    assert.equal(page.status, 200);
    await page.text();
    const { sample, problems, down } = await scrapeLocal(source, new Counters(), 10_000);
    assert.deepEqual([problems, down], [[], []]);
    assert.ok(sample.crossNodeBytes! > 0);
    for (const usage of [...sample.services, ...sample.nodes])
      for (const [field, value] of Object.entries(usage)) assert.notEqual(value, null, `${usage.name} ${field}`);
    assert.ok(sample.services.find((service) => service.name === "frontend")!.crossNodeBytes! > 0);

    await remove(outs);
    assert.deepEqual(await read(id, outs), { id: "" });
    await assert.rejects(fetch(outs.endpoint));
  });

  it("checkReady names a dead node", async () => {
    const { outs } = await create(await machines());
    await daemons.remove({ stack: "test", kind: "nodes", name: "edge", spec: {} });
    await assert.rejects(checkReady(source), (error: Error & { code?: string }) => {
      assert.equal(error.code, "WORKLOAD_NOT_READY");
      assert.match(error.message, /no request was sent:\n {2}- node edge: edge does not run/);
      return true;
    });
    await remove(outs);
  });

  it("the error for a port in use names the port", async () => {
    await using other = await fakeServer({});
    const port = Number(new URL(other.url).port);
    await assert.rejects(create({ ...(await machines()), port }), /node edge, PUT \/replicas: .*LAB_PORT_IN_USE/);
  });

  it("create fails if a node does not run", async () => {
    const nodes = [{ name: "server", instance: "gone" }];
    const inputs = { stack: "test", name: "storefront", entry: "frontend", port: 0, placement: [], nodes, links: [] };
    await assert.rejects(create(inputs), /node server does not run/);
    await remove(inputs);
  });
});

describe("diff of an emulated workload", () => {
  const inputs: WorkloadInputs = {
    ...{ stack: "test", name: "storefront", entry: "frontend", port: 0 },
    placement: [{ service: "frontend", replica: 0, node: "server" }],
    nodes: [{ name: "server", instance: "1" }],
    links: [],
  };

  it("the workload is not deployed again for equal inputs", () => {
    assert.deepEqual(diff(inputs, structuredClone(inputs)), { changes: false, replaces: [] });
  });

  it("the workload is updated for another placement and for a recreated node", () => {
    const elsewhere = [{ service: "frontend", replica: 0, node: "edge" }];
    assert.deepEqual(diff(inputs, { ...inputs, placement: elsewhere }), { changes: true, replaces: [] });
    assert.deepEqual(diff(inputs, { ...inputs, nodes: [{ name: "server", instance: "2" }] }), {
      changes: true,
      replaces: [],
    });
  });
});

describe("a replica's metrics page", () => {
  it("all values are unknown on a metrics page without Stackmark's metrics", () => {
    assert.ok(Object.values(readReplicaMetrics("# HELP x y\n")).every((value) => value === null));
  });
});
