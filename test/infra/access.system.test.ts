import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { commandLine, entryForward, grafanaForward, sshTunnel } from "../../infra/access.ts";

const forwards = [entryForward("boutique", "frontend", 80), grafanaForward("monitoring", "observability-grafana")];
const server = { address: "203.0.113.7", user: "azureuser", keyFile: "key.pem" };

describe("access commands in a shell", () => {
  const word = fc.string({ unit: fc.constantFrom(..."ab 'é\"$`\\;&|<>(){}*?#!~%@,=-".split("")) });

  it("the remote command reaches the server's shell unchanged through the user's shell", () => {
    const { sh } = sshTunnel(server, forwards);
    const words = execFileSync("sh", ["-c", `ssh() { printf '%s\\n' "$@"; }; ${sh}`], { encoding: "utf8" })
      .trimEnd()
      .split("\n");
    const inner = execFileSync("sh", ["-c", `sudo() { printf '%s\\n' "$@"; }; ${words.at(-1)!}`], { encoding: "utf8" });
    assert.equal(
      inner.trimEnd().split("\n").at(-1),
      "k3s kubectl -n boutique port-forward service/frontend 8080:80 & " +
        "k3s kubectl -n monitoring port-forward service/observability-grafana 3000:80 & wait",
    );
  });

  it("sh receives quoted words unchanged", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${commandLine(words, "sh")}`], { encoding: "utf8" });
        assert.deepEqual(stdout.split("\0").slice(0, -1), words);
      }),
      { numRuns: 50 },
    );
  });
});
