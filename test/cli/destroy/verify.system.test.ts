import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyDestroyed } from "../../../cli/destroy/verify.ts";
import type { StateResource } from "../../../cli/engines/engine.ts";
import { generateSshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";
import { startSshServer, type SshServer } from "../../helpers/ssh-server.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { asked, standIn } from "../clouds/tools.ts";

const FILES: Record<string, string> = {
  local: "config:\n  stackmark:topology: { nodes: [{ name: server, cloud: local, role: server }] }\n",
  single:
    "config:\n  stackmark:topology: { nodes: [{ name: server, cloud: azure, role: server }] }\n  stackmark:workload: { name: boutique }\n",
  edge: "config:\n  stackmark:topology: { nodes: [{ name: server, cloud: azure, role: server }, { name: edge, cloud: existing }] }\n  stackmark:workload: { name: boutique }\n",
  broken: "config:\n  stackmark:topology: 1\n",
};

describe("whether a stack is destroyed", () => {
  const folder = temporaryFolder();
  beforeEach(() => {
    for (const [stack, text] of Object.entries(FILES)) writeFileSync(join(folder.path, `Pulumi.${stack}.yaml`), text);
  });
  const home = () => join(folder.path, "home");
  const verify = (stack: string, key?: string, state: readonly StateResource[] = []) =>
    verifyDestroyed(
      { root: folder.path, home: home(), env: { PATH: `${folder.path}:/usr/bin:/bin` } },
      stack,
      () => Promise.resolve(key),
      () => Promise.resolve(state),
    );

  it("is proven by a cloud that holds nothing of it (exit code 0)", async () => {
    await standIn(folder.path, "az", {});
    assert.deepEqual(await verify("single"), {
      lines: [
        "single: Azure holds nothing of it (subscription unknown, the one of az)",
        "single: this machine holds nothing of it",
      ],
      code: 0,
    });
  });

  it("is not, while a cloud holds something (exit code 5)", async () => {
    const id = "/subscriptions/s/resourceGroups/stackmark-single";
    await standIn(folder.path, "az", { "group list --query": [{ id, type: null, tags: null }] });
    const { lines, code } = await verify("single");
    assert.equal(code, 5);
    assert.match(lines.join("\n"), /^single: Azure still holds 1 of its resources\n.*az group delete/);
  });

  it("is not proven by a cloud that shows nothing of a stack whose state has resources there (exit code 1)", async () => {
    await standIn(folder.path, "az", {});
    const id = "/subscriptions/s/resourceGroups/stackmark-single";
    const { lines, code } = await verify("single", undefined, [
      { urn: "u", type: "azure-native:resources:ResourceGroup", id },
    ]);
    assert.equal(code, 1);
    assert.match(lines[0]!, /^single: Azure shows nothing of it, but its state has resources there/);
    assert.ok((await asked(folder.path)).every((line) => line.includes("--subscription s")));
  });

  it("is unknown where a cloud or a machine was not asked (exit code 1)", async () => {
    const missing = await verify("single");
    assert.deepEqual([missing.code, missing.lines[0]], [1, "single: Azure was not asked (az is not installed)"]);
    await standIn(folder.path, "az", {});
    const edge = await verify("edge");
    assert.equal(edge.code, 1);
    assert.match(
      edge.lines.join("\n"),
      /edge: edge was not asked \(the stack's configuration has no edgeSshKey\): it is your machine/,
    );
    assert.equal((await verify("broken")).code, 1);
  });

  it("is compared with what the cloud held before the destroy", async () => {
    await standIn(folder.path, "az", {});
    const before = (ids: string[]): void => {
      const scope = { clouds: ["azure"], subscription: "s", gcpProject: null, gcpNames: [] };
      const held = { at: "2026-11-30T20:00:00.000Z", scope, clouds: [{ cloud: "azure", inState: 2, ids }] };
      mkdirSync(join(home(), "single"), { recursive: true });
      writeFileSync(join(home(), "single/held-before-destroy.json"), JSON.stringify(held));
    };
    before(["group", "server"]);
    const stale = [{ urn: "u", type: "azure-native:resources:ResourceGroup", id: "/subscriptions/s/resourceGroups/g" }];
    const proven = await verify("single", undefined, stale);
    assert.deepEqual(
      [proven.code, proven.lines[0]],
      [0, "single: Azure holds nothing of it (subscription s, 2 resources before)"],
    );
    assert.ok((await asked(folder.path)).every((line) => line.includes("--subscription s")));
    before([]);
    const blind = await verify("single");
    assert.equal(blind.code, 1);
    assert.match(blind.lines[0]!, /^single: Azure showed none of its resources before the destroy either/);
  });

  it("is not, while the load generator is on a machine of the user's, whose owner is told how to remove it", async () => {
    const commands: string[] = [];
    const machine = await startSshServer(({ command, channel }) => {
      commands.push(command);
      channel.write("~/.stackmark/generator/0a1b2c3d4e5f\n");
      channel.exit(0);
      channel.end();
    });
    const { port, user, hostKey, privateKey } = machine.target;
    const desk = `{ name: desk, publicIp: 127.0.0.1, sshPort: ${port}, sshUser: ${user}, hostKey: "${hostKey}" }`;
    const load = `  stackmark:load: { from: generators, generators: [${desk}] }\n`;
    const url = "  stackmark:workload: { name: shop, url: http://shop.example }\n";
    writeFileSync(join(folder.path, "Pulumi.elsewhere.yaml"), `config:\n${url}${load}`);
    const { lines, code } = await verify("elsewhere", privateKey);
    machine.close();
    assert.equal(code, 5);
    assert.match(
      lines[0]!,
      /^elsewhere: desk still has ~\/\.stackmark\/generator\/\w+\. Run on that machine: sh uninstall-desk\.sh as me, a copy of /,
    );
    assert.match(commands[0]!, /claims\/'elsewhere-'\?{8}/);
    assert.match(readFileSync(join(home(), "elsewhere/uninstall-desk.sh"), "utf8"), /rm -rf "\$folder"/);
  });

  describe("with an existing machine", () => {
    let machine: SshServer;
    let said = "";
    beforeEach(async () => {
      await standIn(folder.path, "az", {});
      machine = await startSshServer(({ channel }) => {
        channel.write(said);
        channel.exit(0);
        channel.end();
      });
      const { port, user, hostKey } = machine.target;
      const own = `publicIp: 127.0.0.1, sshPort: ${port}, sshUser: ${user}, hostKey: "${hostKey}"`;
      const text = FILES.edge!.replace("cloud: existing", `cloud: existing, ${own}`);
      writeFileSync(join(folder.path, "Pulumi.edge.yaml"), text);
    });
    afterEach(() => machine.close());

    it("is proven by the machine itself, too", async () => {
      said = "";
      const { lines, code } = await verify("edge", machine.target.privateKey);
      assert.deepEqual([lines[1], code], ["edge: edge holds nothing of it", 0]);
    });

    it("is not, while K3s is on the machine, and its owner is told how to remove it", async () => {
      said = "/etc/rancher/k3s\n/etc/systemd/system/k3s-agent.service\n";
      const { lines, code } = await verify("edge", machine.target.privateKey);
      assert.equal(code, 5);
      assert.match(
        lines[1]!,
        /^edge: edge still has \/etc\/rancher\/k3s, .*k3s-agent\.service\. Run on that machine: sudo sh uninstall-edge\.sh, a copy of (\S+)$/,
      );
      assert.match(readFileSync(join(home(), "edge/uninstall-edge.sh"), "utf8"), /k3s-agent-uninstall\.sh/);
    });

    it("is unknown if the machine refuses the key", async () => {
      const { lines, code } = await verify("edge", generateSshKeyPair("other").privateKey);
      assert.equal(code, 1);
      assert.match(lines[1]!, /^edge: edge was not asked \(.*rejected this key/);
    });
  });

  it("needs no cloud for stacks on this machine, whose folders show it", async () => {
    assert.deepEqual(await verify("local"), { lines: ["local: this machine holds nothing of it"], code: 0 });
    mkdirSync(join(folder.path, "home/local/nodes/server"), { recursive: true });
    const { lines, code } = await verify("local");
    assert.equal(code, 5);
    assert.match(lines[0]!, /^local: folder .*nodes\/server$/);
  });
});
