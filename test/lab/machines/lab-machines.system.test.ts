/** The lab's machines, from creation to deletion, on this machine. */
import assert from "node:assert/strict";
import { tracesOf } from "../../../lab/machines/sweep.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, openTestLab, OPERATOR_IP, reaches, type TestLab } from "../../helpers/lab-machines.ts";
import { NO_TRACES } from "../helpers/no-traces.ts";

describe("a lab with a machine", function () {
  this.timeout(400_000);
  let lab: TestLab;

  before(async function () {
    needsHosts(this);
    lab = await openTestLab();
    await lab.machines.create(lab.spec("server", {}));
  });

  after(async () => {
    await lab?.close();
    if (lab) assert.deepEqual(await tracesOf(lab.dir), NO_TRACES);
  });

  it("nothing reaches a machine without rules", async () => {
    assert.equal(await reaches(lab.operator, "198.51.100.4", 22), false);
  });

  it("the operator logs in at the public address once a rule allows it, and becomes root by sudo", async () => {
    await lab.machines.setRules("server", [allow("tcp", `${OPERATOR_IP}/32`, 22)]);
    const { code, text } = await lab.ssh("198.51.100.4", "hostname; id -un; sudo -n id -un");
    assert.deepEqual({ code, text }, { code: 0, text: "server\nubuntu\nroot" });
  });

  it("root cannot log in, and the host has none of this machine's users and homes", async () => {
    const { text } = await lab.ssh("198.51.100.4", "sudo ls -A /root; ls /home; getent passwd 1000 1001 | cut -d: -f1");
    assert.equal(text, "ubuntu\nubuntu");
  });

  it("files stay when a machine is stopped or killed and started again", async () => {
    await lab.ssh("198.51.100.4", "echo kept >file; sync");
    await lab.machines.stop("server");
    assert.equal(lab.machines.list().get("server"), "stopped");
    assert.equal(await reaches(lab.operator, "198.51.100.4", 22), false);
    await lab.machines.start("server");
    await lab.machines.kill("server");
    await lab.machines.start("server");
    assert.equal((await lab.ssh("198.51.100.4", "cat file")).text, "kept");
  });

  it("a machine that is running cannot be started, nor one that is not there", async () => {
    await assert.rejects(lab.machines.start("server"), { code: "LAB_WRONG_STATE" });
    await assert.rejects(lab.machines.start("other"), { code: "LAB_NOT_FOUND" });
    await assert.rejects(lab.machines.closeSite("azure"), { code: "LAB_IN_USE", message: /server/ });
  });
});
