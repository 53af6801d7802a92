/** Stacks in an existing cluster: that of another stack in the lab, which is none of theirs. */
import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { inside, machineOf } from "../../../lab/phases/checks/nodes.ts";
import { Operator } from "../../../lab/phases/operator.ts";
import { writeStackFile } from "../../../lab/phases/project.ts";
import { labSettings, labStackFile } from "../../../lab/phases/stack-file.ts";
import { projectDir } from "../../../lab/folder.ts";
import type { LabClient } from "../../../lab/server/client.ts";
import { endLab, startLab } from "../../../lab/server/start.ts";
import { root } from "../../helpers/imports.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const APPLICATIONS = join(root, "test/fixtures/lab/applications");
/** The stack whose cluster it is. */
const BASE = "base";

interface Outputs {
  placement: { service: string; node: string }[];
  nodes: { name: string; provenance: string }[];
  load: {
    result: { status: string; reasons: unknown[]; overall: { requests: number; failures: number } };
    metrics: { scrapes: number; services: Usage[]; nodes: Usage[] };
  }[];
}
interface Usage {
  name: string;
  cpuCores: { avg: number | null; reason?: string };
}

describe("stacks in an existing cluster of the lab", function () {
  this.timeout(2_400_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 12);
  });

  const textOf = (name: string): string => readFileSync(join(APPLICATIONS, `Pulumi.${name}.yaml`), "utf8");

  it("take a stack file of less than 25 lines", () => {
    assert.ok(textOf("existing").split("\n").length < 25);
  });

  it("come up, are placed, loaded, measured, compared and destroyed, and nothing of others is touched", async () => {
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
    const stackmark = async (expected: number, ...args: string[]): Promise<string> => {
      const { exitCode, stdout } = await operator.stackmark(args, { merges: true });
      assert.equal(exitCode, expected, `stackmark ${args.join(" ")}:\n${stdout.split("\n").slice(-40).join("\n")}`);
      return stdout;
    };
    const onEngine = (expected: number, ...args: string[]) => stackmark(expected, ...args, "--engine", "embedded");
    const outputsOf = async (stack: string): Promise<Outputs> =>
      JSON.parse(await operator.mustSucceed(["outputs", stack, "--engine", "embedded", "--json"])) as Outputs;

    const base = parseDocument(labStackFile(textOf("chart"), labSettings(status, [])));
    base.setIn(["config", "stackmark:load"], base.createNode({ enabled: false }));
    cpSync(APPLICATIONS, writeStackFile(dir, BASE, base.toString()), {
      recursive: true,
      filter: (file) => !/Pulumi\..*\.yaml$/.test(file),
    });
    await onEngine(0, "up", BASE);
    const { machines } = await lab.status();
    const server = machineOf(machines, "server");
    const kubectl = async (...args: string[]): Promise<string> =>
      (await inside(server, ["k3s", "kubectl", ...args])).trim();
    // The lab's firewall opens one node port, which the stacks take in turn.
    await kubectl("-n", "catalog", "delete", "service", "catalog-entry");
    await kubectl("create", "namespace", "theirs");
    await kubectl("-n", "theirs", "create", "configmap", "precious", "--from-literal=key=value");
    const others = () =>
      kubectl(
        "get",
        "namespaces,configmaps,deployments",
        "-A",
        "-o",
        "custom-columns=:.metadata.namespace,:.metadata.name,:.metadata.uid",
      );
    const nodes = () => kubectl("get", "nodes", "-o", "custom-columns=:.metadata.uid,:.metadata.labels,:.spec");
    const before = { others: await others(), nodes: await nodes() };

    const admin = (await kubectl("config", "view", "--raw")).replace("127.0.0.1", server.publicIp!);
    const kubeconfig = (text: string): void => writeFileSync(join(projectDir(dir), "kubeconfig.yaml"), text);
    // Nodes of one private network do not know their public addresses.
    const addresses = Object.fromEntries(
      ["server", "worker"].map((name) => [name, machineOf(machines, name).publicIp!]),
    );
    const write = (stack: string, cluster: object = {}): void => {
      const document = parseDocument(textOf("existing"));
      for (const [key, value] of Object.entries({ ...cluster, addresses }))
        document.setIn(["config", "stackmark:topology", "cluster", key], document.createNode(value));
      writeStackFile(dir, stack, document.toString());
    };

    kubeconfig(admin);
    write("one", { namespace: "theirs" });
    assert.match(await onEngine(2, "up", "one"), /topology.cluster.namespace.*exists in the cluster/);
    write("one", { nodes: { tier: "edge" } });
    const rights = await operator.mustSucceed(["init", "cluster", "one"]);
    await inside(server, ["k3s", "kubectl", "apply", "-f", "-"], rights);
    const token = await kubectl("-n", "stackmark-one", "create", "token", "stackmark-one", "--duration", "2h");
    const limited = parseDocument(admin);
    limited.setIn(["users", 0, "user"], limited.createNode({ token }));
    kubeconfig(limited.toString());
    assert.match(await stackmark(0, "plan", "one"), /namespace stackmark-one, which was made for the stack/);
    await onEngine(0, "up", "one");
    const one = await outputsOf("one");
    assertMeasured(one, ["worker"]);
    assert.deepEqual(placesOf(one), ["carts on worker", "carts on worker", "store on worker"]);
    assert.doesNotMatch(await onEngine(0, "preview", "one"), /^ *[+~-] /m, "nothing is left to change");
    // Its rights end at its namespace.
    write("two");
    assert.match(
      await onEngine(2, "up", "two"),
      /you lack rights. in the whole cluster: create, delete namespaces. in the namespace stackmark-two/,
    );
    await onEngine(0, "destroy", "one");
    await stackmark(0, "verify-destroyed", "one");
    assert.equal(await kubectl("-n", "stackmark-one", "get", "deployments,statefulsets,services", "-o", "name"), "");

    kubeconfig(admin);
    await onEngine(0, "up", "two");
    const two = await outputsOf("two");
    assertMeasured(two, ["server", "worker"]);
    assert.match(await stackmark(0, "diff", "one", "two"), /carts|p50|median/);
    await onEngine(0, "destroy", "two");
    await stackmark(0, "verify-destroyed", "two");

    await kubectl("delete", "namespace", "stackmark-one");
    assert.deepEqual({ others: await others(), nodes: await nodes() }, before);
    await onEngine(0, "destroy", BASE);
    assert.deepEqual((await lab.status()).resources, []);
  }

  const placesOf = ({ placement }: Outputs): string[] =>
    placement.map(({ service, node }) => `${service} on ${node}`).sort();

  function assertMeasured({ load, nodes }: Outputs, names: string[]): void {
    const [{ result, metrics }] = load as [Outputs["load"][number]];
    assert.deepEqual([result.status, result.overall.failures], ["complete", 0], JSON.stringify(result.reasons));
    assert.ok(result.overall.requests > 10);
    assert.deepEqual(
      nodes.map(({ name, provenance }) => [name, provenance]).sort(),
      names.map((name) => [name, "emulated"]),
    );
    assert.deepEqual(metrics.services.map(({ name }) => name).sort(), ["carts", "store"]);
    for (const { name, cpuCores } of [...metrics.services, ...metrics.nodes])
      assert.ok(cpuCores.avg !== null, `CPU of ${name}: ${cpuCores.reason}`);
    assert.ok(metrics.scrapes > 5);
  }
});
