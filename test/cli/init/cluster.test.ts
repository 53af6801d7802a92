import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { initCluster, type InitClusterOptions } from "../../../cli/init/cluster.ts";
import { clusterRights } from "../../../infra/stack-file.ts";
import { stackmark } from "../helpers/in-process.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("stackmark init cluster", () => {
  const folder = temporaryFolder();
  const printed: string[] = [];
  const stdout = { write: (text: string) => printed.push(text) };
  const init = async (stack: string, options: InitClusterOptions = {}): Promise<any[]> => {
    printed.length = 0;
    await initCluster({ root: folder.path, stdout, stderr: { write: () => true } }, stack, options);
    return parseAllDocuments(printed.join("")).map((document) => document.toJS());
  };
  const file = (stack: string): string => join(folder.path, `Pulumi.${stack}.yaml`);

  it("creates a valid stack file, and prints what `kubectl apply` takes", async () => {
    const objects = await init("shop", { context: "staging" });
    const text = readFileSync(file("shop"), "utf8");
    assert.match(text, /context: "staging"/);
    assert.deepEqual(clusterRights("shop", text, folder.path).message, "");
    assert.deepEqual(
      objects.map(({ kind }) => kind),
      ["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
    );
    assert.equal(objects[0].metadata.name, "stackmark-shop");
  });

  it("prints the rights of a stack file that exists, for a user if asked, and leaves the file as it is", async () => {
    const text = `config:
  stackmark:topology: { cluster: { namespace: team } }
  stackmark:workload: { name: boutique, killPod: true }
`;
    writeFileSync(file("mine"), text);
    const objects = await init("mine", { user: "alice" });
    assert.equal(readFileSync(file("mine"), "utf8"), text);
    const role = objects.find(({ kind }) => kind === "Role");
    assert.equal(role.metadata.namespace, "team");
    assert.ok(role.rules.some(({ resources }: { resources: string[] }) => resources.includes("services/proxy")));
    assert.deepEqual(objects.at(-1).subjects[0].name, "alice");
  });

  it("is a command beside `init PHASE`, with options of its own", async () => {
    writeFileSync(join(folder.path, "Pulumi.yaml"), "name: stackmark\nruntime: nodejs\n");
    const { code, out } = await stackmark(folder.path, "-C", folder.path, "init", "cluster", "shop", "--group", "team");
    assert.equal(code, 0);
    assert.match(out, /kind: Group\n *name: team/);
    assert.ok(existsSync(file("shop")));
  });

  it("refuses settings that the stack file has already, and stacks of machines", async () => {
    writeFileSync(
      file("mine"),
      "config: { stackmark:topology: { cluster: {} }, stackmark:workload: { name: boutique } }",
    );
    await assert.rejects(init("mine", { context: "other" }), { code: "OPTION_INVALID", message: /--context/ });
    writeFileSync(
      file("machines"),
      "config: { stackmark:topology: { nodes: [{ name: a, cloud: local, role: server }] } }",
    );
    await assert.rejects(init("machines"), {
      code: "CONFIG_INVALID",
      message: /topology.cluster: is missing/,
    });
    await assert.rejects(init("no/name"), { code: "STACK_NAME_INVALID" });
    assert.ok(!existsSync(file("no")));
  });
});
