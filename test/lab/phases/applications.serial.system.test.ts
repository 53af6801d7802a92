/** Applications of other shapes than Online Boutique's, from a chart and from a folder of manifests, in the lab. */
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inside, machineOf, podsOf } from "../../../lab/phases/checks/nodes.ts";
import { Operator } from "../../../lab/phases/operator.ts";
import { writeStackFile } from "../../../lab/phases/project.ts";
import { labSettings, labStackFile } from "../../../lab/phases/stack-file.ts";
import type { LabClient } from "../../../lab/server/client.ts";
import { endLab, startLab } from "../../../lab/server/start.ts";
import { root } from "../../helpers/imports.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const APPLICATIONS = join(root, "test/fixtures/lab/applications");
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

  const textOf = (name: string): string => readFileSync(join(APPLICATIONS, `Pulumi.${name}.yaml`), "utf8");

  it("each takes a stack file of less than 25 lines", () => {
    for (const name of ["chart", "manifests"]) assert.ok(textOf(name).split("\n").length < 25, name);
  });

  it("a chart, and then manifests instead of it, come up, are placed, loaded, measured and destroyed", async () => {
    const dir = join(folder.path, "lab");
    const lab = await startLab(dir, () => undefined);
    try {
      await rehearse(dir, lab);
    } finally {
      await endLab(dir);
    }
  });

  async function rehearse(dir: string, lab: LabClient): Promise<void> {
    const status = await lab.status();
    const operator = new Operator({ dir, namespace: status.operator.namespace, passphrase: lab.passphrase });
    const settings = labSettings(status, LEVELS);
    const run = async (...args: string[]): Promise<string> => {
      const { exitCode, stdout } = await operator.stackmark([...args, "--engine", "embedded"], { merges: true });
      assert.equal(exitCode, 0, `stackmark ${args.join(" ")}:\n${stdout.split("\n").slice(-40).join("\n")}`);
      return stdout;
    };
    const up = async (name: string): Promise<Outputs> => {
      const project = writeStackFile(dir, STACK, labStackFile(textOf(name), settings));
      cpSync(APPLICATIONS, project, { recursive: true, filter: (file) => !/Pulumi\..*\.yaml$/.test(file) });
      await run("up", STACK);
      return JSON.parse(await operator.mustSucceed(["outputs", STACK, "--engine", "embedded", "--json"])) as Outputs;
    };
    const server = async () => machineOf((await lab.status()).machines, "server");
    const kubectl = async (...args: string[]): Promise<string> =>
      (await inside(await server(), ["k3s", "kubectl", ...args])).trim();

    const chart = await up("chart");
    assertMeasured(chart, "/products", ["catalog-api", "catalog-pages"]);
    assert.deepEqual(nodesOf(chart, "catalog-api"), ["worker", "worker"]);
    assert.equal(nodesOf(chart, "catalog-pages").length, 1);
    const deployment = JSON.parse(await kubectl("-n", "catalog", "get", "deployment", "catalog-api", "-o", "json")) as {
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
    const pods = (await podsOf(await server())).filter(({ namespace }) => ["catalog", "carts"].includes(namespace));
    assert.deepEqual(
      pods.map(({ name, node }) => [name.replace(/-[^-]+-[^-]{5}$/, ""), node]).sort(),
      [
        ["carts", "worker"],
        ["carts", "worker"],
        ["store-0", "server"],
      ],
      "the chart's pods are gone",
    );
    assert.doesNotMatch(await run("preview", STACK), /^ *[+~-] /m, "nothing is left to change");

    await run("destroy", STACK);
    assert.deepEqual((await lab.status()).resources, []);
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
