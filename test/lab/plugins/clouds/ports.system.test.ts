/** The program's firewall rules, seen from the internet: real hosts behind the routers of simulated clouds. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LabMachines } from "../../../../lab/machines/lab-machines.ts";
import { phase } from "../../../infra/cluster/stacks.ts";
import { MachinesProject } from "./machines-project.ts";
import { needsHosts } from "../../../helpers/lab.ts";

type Answer = "open" | "refused" | "dropped";

/** What a connection to a port gets. An SSH server speaks first; nothing else listens on these machines. */
const connect = (namespace: string, address: string, port: number): Promise<Answer> =>
  new Promise((resolve) => {
    const script = `exec 3<>/dev/tcp/${address}/${port}; head -c 3 <&3`;
    const args = ["netns", "exec", namespace, "timeout", "3", "bash", "-c", script];
    execFile("ip", args, (_error, stdout, stderr) => {
      if (stdout === "SSH") resolve("open");
      else resolve(stderr.includes("refused") ? "refused" : "dropped");
    });
  });

const PORTS = [22, 80, 6443, 10_250];

describe("the ports of a stack's machines", function () {
  this.timeout(180_000);
  let dir = "";

  before(function () {
    needsHosts(this);
    dir = mkdtempSync(join(tmpdir(), "stackmark-ports-"));
  });
  after(() => {
    if (dir !== "") rmSync(dir, { recursive: true, force: true });
  });

  it("are open to the operator as planned and to nobody else, in both clouds", async () => {
    const machines = new LabMachines({ dir });
    try {
      await machines.open();
      // The address that the stack file names as the operator's, and another one.
      const operator = await machines.sites.openEnd("operator", "203.0.113.7");
      const outsider = await machines.sites.openEnd("outsider", "203.0.113.9");
      await using project = await MachinesProject.over(machines, "multicloud", phase("multicloud"));
      const { result, outputs } = await project.up();
      assert.equal(result, "succeeded", project.said());
      const hosts = outputs.hosts as Record<string, { publicIp: string }>;
      const seen = async (from: string, host: string): Promise<Answer[]> =>
        Promise.all(PORTS.map((port) => connect(from, hosts[host]!.publicIp, port)));
      // Nothing listens on 6443 yet: the refusal comes from the machine itself.
      assert.deepEqual(await seen(operator, "server"), ["open", "dropped", "refused", "dropped"]);
      assert.deepEqual(await seen(operator, "gcp-worker"), ["open", "dropped", "dropped", "dropped"]);
      for (const host of ["server", "gcp-worker"])
        assert.deepEqual(await seen(outsider, host), ["dropped", "dropped", "dropped", "dropped"], host);
      const destroyed = await project.destroy();
      assert.equal(destroyed.result, "succeeded", project.said());
      assert.deepEqual([...machines.list().keys()], []);
      assert.deepEqual(project.clouds.inventory(), []);
    } finally {
      await machines.close();
    }
  });
});
