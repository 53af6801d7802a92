/** Applications of other shapes than Online Boutique's, from a chart and from a folder of manifests, in the lab. */
import assert from "node:assert/strict";
import { parseDocument } from "yaml";
import { podsOf } from "../../../lab/phases/checks/nodes.ts";
import type { Comparison } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { needsLab } from "../../helpers/lab.ts";
import { assertMeasured, assertMoved, EDGE, SERVER } from "./topologies.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "own";
/** Long enough for two readings of each kubelet's counters. */
const LEVELS = [{ name: "low", users: 2, spawnRatePerS: 2, durationS: 62 }];

type Outputs = Pick<StackOutputs, "runId" | "placement" | "endpoints" | "load">;

describe("applications of the user's in the lab", function () {
  this.timeout(1_800_000);

  before(function () {
    needsLab(this);
  });

  it("each takes a stack file of less than 25 lines", () => {
    for (const name of ["chart", "manifests"]) assert.ok(stackFileOf(name).split("\n").length < 25, name);
  });

  it("a chart, and then manifests, come up on two topologies each, are placed, loaded, measured, compared and destroyed", async () => {
    await using lab = await OwnLab.start();
    await rehearse(lab);
  });

  async function rehearse(lab: OwnLab): Promise<void> {
    /** @param moved services on other nodes than the stack file has them */
    const up = async (name: string, moved: Record<string, object> = {}): Promise<Outputs> => {
      const document = parseDocument(stackFileOf(name));
      for (const [service, nodeSelector] of Object.entries(moved))
        document.setIn(["config", "stackmark:workload", "services", service, "nodeSelector"], nodeSelector);
      lab.write(STACK, lab.adapted(document.toString(), LEVELS));
      return lab.up<Outputs>(STACK);
    };
    const compared = (a: Outputs, b: Outputs): Promise<Comparison> => lab.json("diff", a.runId, b.runId);

    const chart = await up("chart");
    assertLoaded(chart, "/products", ["catalog-api", "catalog-pages"]);
    assert.deepEqual(nodesOf(chart, "catalog-api"), ["worker", "worker"]);
    assert.deepEqual(nodesOf(chart, "catalog-pages"), ["worker"]);
    const { nodeSelector, containers } = await lab.podSpec("catalog", "catalog-api");
    assert.deepEqual(nodeSelector, { "kubernetes.io/os": "linux", ...EDGE });
    assert.deepEqual(
      containers.map(({ resources }) => resources),
      [{}, { requests: { cpu: "150m" } }],
    );
    const central = await up("chart", { "catalog-api": SERVER });
    assertLoaded(central, "/products", ["catalog-api", "catalog-pages"]);
    assert.deepEqual((await lab.podSpec("catalog", "catalog-api")).nodeSelector, {
      "kubernetes.io/os": "linux",
      ...SERVER,
    });
    const servers = { item: "catalog-api", a: "worker, worker", b: "server, server" };
    assertMoved(await compared(chart, central), "low", servers);

    const manifests = await up("manifests");
    assertLoaded(manifests, "/carts/alice", ["carts", "store"]);
    assert.deepEqual(nodesOf(manifests, "carts"), ["worker", "worker"]);
    assert.deepEqual(nodesOf(manifests, "store"), ["server"]);
    const pods = (await podsOf(await lab.machine("server"))).filter(({ namespace }) =>
      ["catalog", "carts"].includes(namespace),
    );
    assert.deepEqual(
      pods.map(({ name, node }) => [name.replace(/-[^-]+-[^-]{5}$/, ""), node]).sort(),
      [
        ["carts", "worker"],
        ["carts", "worker"],
        ["store-0", "server"],
      ],
      "the chart's pods are gone",
    );
    await lab.assertUnchanged(STACK);

    const together = await up("manifests", { store: EDGE });
    assertLoaded(together, "/carts/alice", ["carts", "store"]);
    assertMoved(await compared(manifests, together), "low", { item: "store", a: "server", b: "worker" });

    await lab.destroyLast(STACK);
  }

  const nodesOf = ({ placement }: Outputs, name: string): string[] =>
    placement.filter(({ service }) => service === name).map(({ node }) => node);

  function assertLoaded(outputs: Outputs, path: string, services: string[]): void {
    const { endpoints } = outputs;
    assert.ok(Object.values(endpoints)[0]!.endsWith(path), JSON.stringify(endpoints));
    assertMeasured(outputs, services);
  }
});
