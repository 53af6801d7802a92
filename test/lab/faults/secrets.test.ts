import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesIn, findSecrets, secretsOf, textsOf } from "../../../lab/faults/secrets.ts";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const TOKEN = "K10f00::server:0123456789abcdef";

describe("the search for secrets in clear", () => {
  it("secrets of an exported state are found at any depth, and what is no secret is not", () => {
    const outputs = { all: secret({ token: TOKEN }), name: "not-a-secret-at-all" };
    const exported = { resources: [{ urn: "urn:pulumi:faults::stackmark::command:remote:Command::join", outputs }] };
    assert.deepEqual([...secretsOf(exported)], [[TOKEN, "join.outputs.all.token"]]);
  });

  it("short secrets, which texts have by chance, are left out", () => {
    assert.equal(secretsOf(secret("grafana")).size, 0);
  });

  it("of a private key, lines count that no other key has", () => {
    const key =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nsame-in-all-keys\nown-line-one-of-this-key\nshort\n-----END OPENSSH PRIVATE KEY-----";
    assert.deepEqual([...secretsOf(secret(key)).keys()], ["own-line-one-of-this-key"]);
    const cloudConfig = `#cloud-config\ndisable_root: true\nssh_keys:\n  ed25519_private: |\n    ${key.replaceAll("\n", "\n    ")}\nssh_pwauth: false\n`;
    assert.deepEqual([...secretsOf(secret(cloudConfig)).keys()], ["own-line-one-of-this-key"]);
  });

  it("public keys, Google's labels and the URLs of charts are no secrets, although providers mark them", () => {
    const target = {
      hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH1dKb0p",
      effectiveLabels: { a: "2026-12-01t0129z" },
    };
    assert.equal(secretsOf(secret(target)).size, 0);
    assert.equal(secretsOf({ repositoryOpts: secret({ repo: "https://charts.example.com" }) }).size, 0);
    assert.equal(secretsOf({ effectiveLabels: secret({ "stackmark-expires": "2026-12-01t0129z" }) }).size, 0);
  });

  it("of a kubeconfig, the client's key counts, and its certificate does not", () => {
    const kubeconfig =
      "users:\n- user:\n    client-certificate-data: Y2VydGlmaWNhdGU=\n    client-key-data: cHJpdmF0ZSBrZXkgZGF0YQ==\n";
    assert.deepEqual([...secretsOf(secret(kubeconfig)).keys()], ["cHJpdmF0ZSBrZXkgZGF0YQ=="]);
  });

  it("where a secret is, is said without the secret", () => {
    assert.deepEqual(
      findSecrets(new Map([[TOKEN, "join.outputs"]]), [
        ["a.log", `token ${TOKEN}`],
        ["b.log", "nothing"],
      ]),
      ["a.log: join.outputs"],
    );
  });

  it("the join script for an owner may have its token, if only its user may read it", () => {
    const folder = mkdtempSync(join(tmpdir(), "lab-secrets-"));
    try {
      mkdirSync(join(folder, "faults"));
      for (const [name, mode] of [
        ["join-edge.sh", 0o600],
        ["join-open.sh", 0o644],
        ["state.json", 0o600],
      ] as const)
        writeFileSync(join(folder, "faults", name), TOKEN, { mode });
      mkdirSync(join(folder, ".pulumi"));
      writeFileSync(join(folder, ".pulumi/state.json"), TOKEN);
      const found = findSecrets(new Map([[TOKEN, "token"]]), textsOf(filesIn(folder)));
      assert.deepEqual(found.map((path) => path.slice(folder.length + 1)).sort(), [
        ".pulumi/state.json: token",
        "faults/join-open.sh: token",
        "faults/state.json: token",
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
