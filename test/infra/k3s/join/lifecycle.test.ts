import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { create, diff, remove, update, type JoinInputs } from "../../../../infra/k3s/join/lifecycle.ts";
import { startSshServer, type SshServer } from "../../../helpers/ssh-server.ts";
import { withHome } from "../../helpers/home.ts";
import { k3sNode, wanCluster } from "../clusters.ts";

describe("ManualJoin", () => {
  const home = withHome();
  let server: SshServer;
  afterEach(() => server.close());

  /** @param answers of the K3s server's machine when it is polled for the node */
  async function inputsFor(answers: { stdout: string; code: number }): Promise<JoinInputs> {
    server = await startSshServer(({ channel }) => {
      channel.write(answers.stdout);
      channel.stderr.write("Last state seen: NotFound");
      channel.exit(answers.code);
      channel.end();
    });
    const cluster = wanCluster();
    const agentToken = `K10${"0".repeat(64)}::node:secret`;
    return { stack: "edge", node: "gcp-worker", cluster, agentToken, server: server.target, deadlineMs: 1000 };
  }
  const file = (): string => join(home.path, "edge", "join-gcp-worker.sh");

  it("create writes a join script that only its owner can read, and waits for the node", async () => {
    const { outs } = await create(await inputsFor({ stdout: '{"readyMs":1234}\n', code: 0 }));
    assert.equal(outs.waitedMs, 1234);
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    assert.match(await readFile(file(), "utf8"), /secret/);
    await remove(outs);
    await assert.rejects(stat(file()), { code: "ENOENT" });
  });

  it("create keeps the join script after a timeout, and the error names the file and the last state seen", async () => {
    const inputs = await inputsFor({ stdout: "", code: 1 });
    await assert.rejects(create(inputs), {
      code: "JOIN_TIMEOUT",
      message: /gcp-worker has not joined.*join-gcp-worker\.sh.*Last state seen: NotFound/,
    });
    await stat(file());
  });

  it("diff replaces the resource only if the node's own script changed", async () => {
    const inputs = await inputsFor({ stdout: '{"readyMs":1}\n', code: 0 });
    const { outs } = await create(inputs);
    const { cluster } = inputs;
    const more = { ...cluster, nodes: [...cluster.nodes, k3sNode("third", { publicIp: "192.0.2.3" })] };
    assert.deepEqual(diff(outs, inputs).changes, false);
    assert.deepEqual(diff(outs, { ...inputs, cluster: more }), {
      changes: true,
      replaces: [],
      deleteBeforeReplace: true,
    });
    assert.deepEqual(diff(outs, { ...inputs, cluster: { ...cluster, mtu: 1400 } }).replaces, ["cluster"]);
    assert.equal(update(outs, { ...inputs, cluster: more }).outs.waitedMs, 1);
  });
});
