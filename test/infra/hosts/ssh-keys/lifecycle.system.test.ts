import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import ssh2 from "ssh2";
import { generateSshKeyPair } from "../../../../infra/hosts/ssh-keys/lifecycle.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

describe("SSH keys", () => {
  const folder = temporaryFolder();

  it("ssh-keygen accepts the keys, and finds the same public key and fingerprint", async () => {
    const { privateKey, publicKey, fingerprint } = generateSshKeyPair("stackmark/multicloud");
    const file = join(folder.path, "key");
    await writeFile(file, privateKey, { mode: 0o600 });
    await writeFile(`${file}.pub`, `${publicKey}\n`);
    const keygen = (...args: string[]): string => execFileSync("ssh-keygen", args, { encoding: "utf8" }).trim();
    assert.equal(keygen("-y", "-f", file), publicKey);
    assert.equal(keygen("-l", "-f", `${file}.pub`).split(" ")[1], fingerprint);
  });

  it("the SSH client reads the private key", () => {
    const { privateKey } = generateSshKeyPair("node-1");
    const parsed = ssh2.utils.parseKey(privateKey);
    assert.ok(!(parsed instanceof Error));
    assert.equal(parsed.type, "ssh-ed25519");
  });

  it("each generated key is new", () => {
    assert.notEqual(generateSshKeyPair("a").privateKey, generateSshKeyPair("a").privateKey);
  });
});
