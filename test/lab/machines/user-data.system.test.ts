/** A machine of the lab that boots with the user data that infra gives to machines in clouds. */
import assert from "node:assert/strict";
import { generateSshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";
import { userData } from "../../../infra/hosts/user-data.ts";
import { needsHosts } from "../../helpers/lab.ts";
import { allow, inNamespace, openTestLab, OPERATOR_IP, type TestLab } from "../../helpers/lab-machines.ts";

const ADDRESS = "198.51.100.4";

describe("a machine with infra's user data", function () {
  this.timeout(400_000);
  const hostKey = generateSshKeyPair("server");
  let lab: TestLab;

  before(async function () {
    needsHosts(this, { iptables: ["iptables"], "openssh-client": ["ssh", "ssh-keyscan"] });
    lab = await openTestLab();
    await lab.machines.create(lab.spec("server", { userData: userData(hostKey) }));
    await lab.machines.setRules("server", [allow("tcp", `${OPERATOR_IP}/32`, 22)]);
  });

  after(() => lab?.close());

  const root = async (script: string): Promise<string> => (await lab.root(ADDRESS, `exec 2>&1; ${script}`)).text;
  const scanned = async (): Promise<string[]> => {
    const { text } = await inNamespace(lab.operator, ["ssh-keyscan", "-T", "10", ADDRESS]);
    return text.split("\n").filter((line) => line.startsWith(ADDRESS));
  };

  it("its only host key is the one that it was given, also after it has been stopped", async () => {
    const given = `${ADDRESS} ${hostKey.publicKey.split(" ").slice(0, 2).join(" ")}`;
    assert.deepEqual(await scanned(), [given]);
    await lab.machines.stop("server");
    await lab.machines.start("server");
    assert.deepEqual(await scanned(), [given]);
  });

  it("the guard of the metadata is active, with its rules, also after a boot", async () => {
    assert.equal(
      await root("systemctl is-enabled stackmark-metadata-guard; systemctl is-active stackmark-metadata-guard"),
      "enabled\nactive",
    );
    assert.match(await root("iptables -t mangle -S FORWARD"), /169\.254\.169\.254\/32 -j STACKMARK-METADATA/);
  });

  it("updates of packages are off", async () => {
    const units = "apt-daily.timer apt-daily-upgrade.timer unattended-upgrades.service";
    assert.equal(await root(`systemctl is-enabled ${units}`), "disabled\ndisabled\ndisabled");
    assert.equal(await root(`systemctl is-active ${units}`), "inactive\ninactive\ninactive");
  });

  it("neither root nor passwords can log in", async () => {
    const { text } = await inNamespace(lab.operator, [
      ...[
        "ssh",
        "-F",
        "none",
        "-o",
        "StrictHostKeyChecking=no",
        "-o",
        "UserKnownHostsFile=/dev/null",
        "-o",
        "BatchMode=yes",
      ],
      ...["-o", "PreferredAuthentications=password,keyboard-interactive", `root@${ADDRESS}`, "true"],
    ]);
    assert.match(text, /Permission denied \(publickey\)/);
  });
});
