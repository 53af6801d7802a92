import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { METADATA_GUARD } from "../../../infra/hosts/user-data.ts";
import { needsProgram } from "../../helpers/skip.ts";

describe("the metadata guard of the first boot", () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "stackmark-guard-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("shellcheck accepts the metadata guard", function () {
    needsProgram(this, "shellcheck");
    execFileSync("shellcheck", ["-s", "sh", "-"], { input: METADATA_GUARD });
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
    execFileSync("sh", ["-c", METADATA_GUARD], { env });
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
