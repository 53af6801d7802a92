/** Applications of other shapes than Online Boutique's, from a chart and from a folder of manifests, in the lab. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { podsOf } from "../../../lab/phases/checks/nodes.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "own";
/** Long enough for two readings of each kubelet's counters. */
const LEVELS = [{ name: "low", users: 2, spawnRatePerS: 2, durationS: 62 }];

interface Outputs {
  placement: { service: string; node: string }[];
  endpoints: Record<string, string>;
  load: {
    result: { status: string; reasons: unknown[]; overall: { requests: number; failures: number } };
    metrics: { services: { name: string; cpuCores: { avg: number | null } }[] };
  }[];
}

describe("applications of the user's in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this);
  });

  it("each takes a stack file of less than 25 lines", () => {
    for (const name of ["chart", "manifests"]) assert.ok(stackFileOf(name).split("\n").length < 25, name);
  });

  it("a chart, and then manifests instead of it, come up, are placed, loaded, measured and destroyed", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    await rehearse(lab);
  });

  async function rehearse(lab: OwnLab): Promise<void> {
    const up = async (name: string): Promise<Outputs> => {
      lab.write(STACK, lab.adapted(stackFileOf(name), LEVELS));
      await lab.onEngine(0, "up", STACK);
      return lab.json<Outputs>("outputs", STACK);
    };

    const chart = await up("chart");
    assertMeasured(chart, "/products", ["catalog-api", "catalog-pages"]);
    assert.deepEqual(nodesOf(chart, "catalog-api"), ["worker", "worker"]);
    assert.equal(nodesOf(chart, "catalog-pages").length, 1);
    const deployment = JSON.parse(
      await lab.kubectl("-n", "catalog", "get", "deployment", "catalog-api", "-o", "json"),
    ) as {
      spec: { replicas: number; template: { spec: { nodeSelector: object; containers: { resources: object }[] } } };
    };
    const { nodeSelector, containers } = deployment.spec.template.spec;
    assert.deepEqual(nodeSelector, { "kubernetes.io/os": "linux", tier: "edge" });
    assert.deepEqual(
      containers.map(({ resources }) => resources),
      [{}, { requests: { cpu: "150m" } }],
    );

    const manifests = await up("manifests");
    assertMeasured(manifests, "/carts/alice", ["carts", "store"]);
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
    assert.doesNotMatch(await lab.onEngine(0, "preview", STACK), /^ *[+~-] /m, "nothing is left to change");

    await lab.onEngine(0, "destroy", STACK);
    assert.deepEqual(await lab.resources(), []);
  }

  const nodesOf = ({ placement }: Outputs, name: string): string[] =>
    placement.filter(({ service }) => service === name).map(({ node }) => node);

  function assertMeasured({ load, endpoints }: Outputs, path: string, services: string[]): void {
    const [{ result, metrics }] = load as [Outputs["load"][number]];
    assert.deepEqual([result.status, result.overall.failures], ["complete", 0], JSON.stringify(result.reasons));
    assert.ok(result.overall.requests > 10);
    assert.ok(Object.values(endpoints)[0]!.endsWith(path), JSON.stringify(endpoints));
    assert.deepEqual(metrics.services.map(({ name }) => name).sort(), services);
    for (const { name, cpuCores } of metrics.services) assert.ok(cpuCores.avg !== null, `CPU of ${name}`);
  }
});
