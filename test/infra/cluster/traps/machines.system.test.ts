/** Mistakes that break Pulumi programs of this kind. docs/traps.md lists all of them, with these and other tests. */
import assert from "node:assert/strict";
import { scriptInput } from "../../helpers/remote-script.ts";
import { dynamic, recordedStack } from "./recorded-stack.ts";

describe("traps of machines", function () {
  this.timeout(120_000);
  const { all, one, inputs, after, script } = recordedStack();

  describe("of SSH and of existing machines", () => {
    it("every SSH connection checks the host key, and follows a first login that waits long enough for a slow boot", () => {
      for (const { name } of all("command:remote:Command")) {
        const connection = inputs(name).connection.$secret ?? inputs(name).connection;
        assert.match(connection.hostKey, /^ssh-ed25519 /, name);
        assert.ok(connection.dialErrorLimit >= 20, name);
      }
      for (const { name } of all(dynamic("Login"))) {
        const isCloudVm = !name.startsWith("edge-node");
        assert.equal(inputs(name).reachLimitMs, isCloudVm ? 300_000 : 30_000, name);
      }
      assert.ok(after("k3s-server").includes("server-login"));
      for (const node of ["edge-node", "gcp-worker"])
        assert.ok(after(`${node}-identity`).includes(`${node}-login`), node);
    });
    it("no delete over SSH can block a destroy", () => {
      for (const { name } of all("command:remote:Command")) assert.equal(inputs(name).delete, undefined, name);
      assert.equal(inputs("edge-node-uninstall").connectLimitMs, 30_000);
    });
    it("a machine without SSH access joins by hand, and does not block a destroy", () => {
      assert.equal(inputs("by-hand-uninstall").target, null);
      assert.equal(one("by-hand-join").type, dynamic("ManualJoin"));
    });
    it("agents get the token that pins the server's certificate over standard input, and never the server token", () => {
      for (const name of ["edge-node-join", "worker-node-1-join"]) {
        assert.match(scriptInput(inputs(name).stdin), /^K10[0-9a-f]{64}::/);
        assert.doesNotMatch(script(name), /K10[0-9a-f]{8}|ag3ntT0ken/);
        assert.ok(after(name).includes("k3s-agent-token"));
      }
    });
    it("the output of a command is not logged if it is secret", () => {
      for (const name of ["k3s-agent-token", "k3s-kubeconfig"]) {
        assert.equal(inputs(name).logging, "none");
        assert.ok(one(name).options.additionalSecretOutputs!.includes("stdout"));
      }
    });
    it("a recreated machine has another ID, although its resource ID consists of the same names", () => {
      const { machines } = inputs("preflight");
      for (const id of ["server-vm-id", "worker-node-1-vm-id", "gcp-worker-instance-id"])
        assert.ok(machines.includes(id));
      assert.match(String(inputs("gcp-worker-join").triggers), /gcp-worker-instance-id/);
    });
    it("the old node of a recreated machine is deleted before the machine joins", () => {
      assert.ok(after("worker-node-1-join").includes("worker-node-1-forget"));
      assert.match(String(inputs("worker-node-1-forget").triggers), /worker-node-1-vm-id/);
    });
  });
});
