import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { metadataGuard, userData } from "../../../infra/hosts/user-data.ts";
import { generateSshKeyPair } from "../../../infra/hosts/ssh-keys/lifecycle.ts";

const has = (command: string): boolean => spawnSync("which", [command]).status === 0;

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
    assert.equal(guard.content, metadataGuard);
    assert.equal(guard.permissions, "0755");
    assert.match(unit.content, /Before=k3s\.service k3s-agent\.service/);
    assert.match(unit.content, /WantedBy=multi-user\.target/);
    assert.deepEqual(config.runcmd.at(-1), ["systemctl", "enable", "--now", "stackmark-metadata-guard.service"]);
  });

  describe("its guard of the metadata", () => {
    let folder: string;
    beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "stackmark-guard-"))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it("shellcheck accepts the metadata guard", function () {
      if (!has("shellcheck")) this.skip(); // shellcheck is not installed
      execFileSync("shellcheck", ["-s", "sh", "-"], { input: metadataGuard });
    });

    /** Stands in for iptables: keeps rules as the kernel would, one a line. */
    const standIn = `#!/bin/sh
rules=${"$"}RULES; touch "$rules"
shift 3
action=$1; shift
case $action in
  -N) grep -q "^:$1$" "$rules" && exit 1; echo ":$1" >>"$rules" ;;
  -F) grep -v "^$1 " "$rules" >"$rules.new" || true; mv "$rules.new" "$rules" ;;
  -A) echo "$*" >>"$rules" ;;
  -C) grep -qxF -- "$*" "$rules" ;;
esac
`;
    const run = (): string => {
      const rules = join(folder, "rules");
      const command = join(folder, "iptables");
      writeFileSync(command, standIn);
      chmodSync(command, 0o755);
      const env = { PATH: `${folder}:/usr/bin:/bin`, RULES: rules };
      execFileSync("sh", ["-c", metadataGuard], { env });
      return readFileSync(rules, "utf8");
    };

    it("packets of pods to the metadata service are dropped, except for DNS, which uses the same address", () => {
      assert.deepEqual(run().trim().split("\n"), [
        ":STACKMARK-METADATA",
        "STACKMARK-METADATA -p udp --dport 53 -j RETURN",
        "STACKMARK-METADATA -p tcp --dport 53 -j RETURN",
        "STACKMARK-METADATA -j DROP",
        "FORWARD -d 169.254.169.254 -j STACKMARK-METADATA",
        "FORWARD -d 168.63.129.16 -j STACKMARK-METADATA",
      ]);
    });

    it("a second run of the metadata guard changes nothing", () => {
      const once = run().split("\n").sort();
      assert.deepEqual(run().split("\n").sort(), once);
    });
  });
});
