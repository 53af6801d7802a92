import assert from "node:assert/strict";
import { parse } from "yaml";
import { METADATA_GUARD, userData } from "../../../infra/hosts/user-data.ts";
import { generateSshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";

describe("the user data of the first boot", () => {
  const pair = generateSshKeyPair("server");
  const text = userData(pair);
  const config = parse(text) as Record<string, any>;

  it("the user data is for cloud-init, installs the generated host key and creates no others", () => {
    assert.match(text, /^#cloud-config\n/);
    assert.deepEqual(config.ssh_keys, { ed25519_private: pair.privateKey, ed25519_public: pair.publicKey });
    assert.deepEqual([config.ssh_deletekeys, config.ssh_genkeytypes], [true, []]);
  });

  it("Google's agent does not replace the installed host key", () => {
    const [file] = config.write_files.filter(
      ({ path }: { path: string }) => path === "/etc/default/instance_configs.cfg",
    );
    assert.equal(file.content, "[InstanceSetup]\nset_host_keys = false\n");
  });

  it("logins by password and as root are disabled", () => {
    assert.deepEqual([config.ssh_pwauth, config.disable_root], [false, true]);
  });

  it("the user data contains no K3s token, because pods and people can read it", () => {
    assert.doesNotMatch(text, /token|K10|k3s_/i);
  });

  it("the metadata guard starts before K3s, at each boot", () => {
    const files = Object.fromEntries(config.write_files.map((file: any) => [file.path, file]));
    const [unit, guard] = [
      files["/etc/systemd/system/stackmark-metadata-guard.service"],
      files["/usr/local/sbin/stackmark-metadata-guard"],
    ];
    assert.equal(guard.content, METADATA_GUARD);
    assert.equal(guard.permissions, "0755");
    assert.match(unit.content, /Before=k3s\.service k3s-agent\.service/);
    assert.match(unit.content, /WantedBy=multi-user\.target/);
    assert.deepEqual(config.runcmd[1], ["systemctl", "enable", "--now", "stackmark-metadata-guard.service"]);
  });

  it("the system installs no updates by itself, which would share the CPU with the measured parts", () => {
    const [, action, now, ...units] = config.runcmd.at(-1);
    assert.deepEqual([action, now], ["disable", "--now"]);
    assert.deepEqual(units, ["apt-daily.timer", "apt-daily-upgrade.timer", "unattended-upgrades.service"]);
  });
});
