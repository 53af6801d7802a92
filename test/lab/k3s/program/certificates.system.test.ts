import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureAuthority, ensurePair, newKey, publicKeyOf, sign } from "../../../../lab/k3s/program/certificates.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

describe("certificates of the lab's K3s", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const read = (name: string): X509Certificate => new X509Certificate(readFileSync(`${at(name)}.crt`));
  const server = (...names: string[]) => ({ commonName: "k3s", usage: "serverAuth", names }) as const;

  beforeEach(() => ensureAuthority(at("ca"), "k3s-server-ca@1"));

  it("an authority is made once", async () => {
    const first = read("ca");
    assert.equal(first.ca, true);
    await ensureAuthority(at("ca"), "another");
    assert.equal(read("ca").fingerprint256, first.fingerprint256);
  });

  it("a server's certificate has its names and addresses, and the authority's signature", async () => {
    await ensurePair(at("ca"), at("server"), server("api.example", "192.0.2.1"));
    const certificate = read("server");
    assert.ok(certificate.verify(read("ca").publicKey));
    assert.equal(certificate.checkHost("api.example"), "api.example");
    assert.equal(certificate.checkIP("192.0.2.1"), "192.0.2.1");
    assert.equal(certificate.checkIP("192.0.2.2"), undefined);
  });

  it("it stays while it has all names, and is signed anew with the same key where one is missing", async () => {
    await ensurePair(at("ca"), at("server"), server("a"));
    const first = read("server");
    await ensurePair(at("ca"), at("server"), server("a"));
    assert.equal(read("server").fingerprint256, first.fingerprint256);
    await ensurePair(at("ca"), at("server"), server("a", "b"));
    assert.equal(read("server").checkHost("b"), "b");
    assert.ok(read("server").publicKey.equals(first.publicKey));
  });

  it("a client's certificate names the user and the groups, for a key that stays with the client", async () => {
    const key = newKey();
    const identity = { commonName: "system:node:a", organizations: ["system:nodes"], usage: "clientAuth" } as const;
    const certificate = new X509Certificate(await sign(at("ca"), publicKeyOf(key), identity));
    assert.equal(certificate.subject, "O=system:nodes\nCN=system:node:a");
    assert.deepEqual(certificate.keyUsage, ["1.3.6.1.5.5.7.3.2"]);
    assert.equal(certificate.publicKey.export({ type: "spki", format: "pem" }), publicKeyOf(key));
  });
});
