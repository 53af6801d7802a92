import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { create, diff, remove, type UninstallInputs } from "../../../../infra/k3s/uninstall/lifecycle.ts";
import { uninstallScript } from "../../../../infra/k3s/scripts/index.ts";
import { startSshServer } from "../../../helpers/ssh-server.ts";
import { withHome } from "../../helpers/home.ts";

describe("Uninstall", () => {
  const home = withHome();
  const linesOf = async (file: string): Promise<Record<string, unknown>[]> => {
    const text = await readFile(join(home.path, "edge", file), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  };

  it("remove records a machine that it cannot log in to, and does not fail", async () => {
    const server = await startSshServer();
    server.close();
    await remove({ stack: "edge", node: "edge-node", target: server.target, connectLimitMs: 1000 });
    const [line] = await linesOf("left-over.ndjson");
    assert.equal(line?.node, "edge-node");
    assert.match(String(line?.reason), /could not be reached/);
    const script = join(home.path, "edge", "uninstall-edge-node.sh");
    assert.equal(line?.remedy, `sudo sh uninstall-edge-node.sh, a copy of ${script}`);
    assert.equal(await readFile(script, "utf8"), uninstallScript(), "the owner's binary and images stay");
    assert.doesNotMatch(JSON.stringify(line), /PRIVATE KEY/);
  });

  it("remove records a machine on which K3s' uninstall script failed", async () => {
    const server = await startSshServer(({ channel }) => {
      channel.stderr.write("stackmark: k3s-agent-uninstall.sh failed\n");
      channel.exit(1);
      channel.end();
    });
    await remove({ stack: "edge", node: "edge-node", target: server.target, connectLimitMs: 1000 });
    server.close();
    const [line] = await linesOf("left-over.ndjson");
    assert.match(String(line?.reason), /uninstall\.sh failed/);
  });

  it("remove records a machine without SSH access", async () => {
    await remove({ stack: "edge", node: "edge-node", target: null, connectLimitMs: 1000 });
    const [line] = await linesOf("left-over.ndjson");
    assert.equal(line?.host, null);
  });

  it("diff updates the resource for new SSH access, and replaces it for another node only", async () => {
    const server = await startSshServer();
    server.close();
    const olds: UninstallInputs = { stack: "edge", node: "edge-node", target: server.target, connectLimitMs: 1000 };
    assert.deepEqual(diff(create(olds).outs, olds), { changes: false, replaces: [] });
    const moved = { ...olds, target: { ...server.target, host: "198.51.100.30" } };
    assert.deepEqual(diff(olds, moved), { changes: true, replaces: [] });
    assert.deepEqual(diff(olds, { ...olds, node: "other" }), { changes: true, replaces: ["node"] });
  });
});
