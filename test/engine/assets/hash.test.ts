import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { restoreContent, withoutContent } from "../../../engine/assets/elide.ts";
import { withHashes } from "../../../engine/assets/hash.ts";
import { TAR_END, tarEntry } from "../../../engine/assets/tar.ts";
import { ARCHIVE, ASSET, secret, SIGNATURE } from "../../../engine/values.ts";
import type { Properties, Value } from "../../../engine/values.ts";

const asset = (content: Properties): Properties => ({ [SIGNATURE]: ASSET, ...content });
const archive = (content: Properties): Properties => ({ [SIGNATURE]: ARCHIVE, ...content });
const sha256 = (text: string | Buffer): string => createHash("sha256").update(text).digest("hex");
const tarOf = (files: Record<string, string>): Buffer =>
  Buffer.concat([...Object.entries(files).flatMap(([name, text]) => tarEntry(name, Buffer.from(text))), TAR_END]);

/** Created with Python's zipfile: `a.txt` (deflated), `dir/`, and `dir/b.txt` (stored). */
const ZIP = Buffer.from(
  "UEsDBBQAAAAIAAAAIVBkenCvBgAAAGQAAAAFAAAAYS50eHRLTKQ9AABQSwMEFAAAAAAAAAAhUAAAAAAAAAAAAAAAAAQAAABkaXIvUEsDBBQAAAAAAAAAIVCyC6jbBAAAAAQAAAAJAAAAZGlyL2IudHh0Ym9keVBLAQIUAxQAAAAIAAAAIVBkenCvBgAAAGQAAAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBLAQIUAxQAAAAAAAAAIVAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAACAASkAAABkaXIvUEsBAhQDFAAAAAAAAAAhULILqNsEAAAABAAAAAkAAAAAAAAAAAAAAIABSwAAAGRpci9iLnR4dFBLBQYAAAAAAwADAJwAAAB2AAAAAAA=",
  "base64",
);

describe("hashes of assets and archives", () => {
  let dir: string;
  const hashOf = async (value: Value): Promise<Value | undefined> =>
    ((await withHashes({ value }, dir)).value as Properties).hash;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "engine-assets-"));
    await writeFile(join(dir, "one.txt"), "one\n");
    await mkdir(join(dir, "site/sub/.pulumi"), { recursive: true });
    await writeFile(join(dir, "site/sub.txt"), "2");
    await writeFile(join(dir, "site/sub/deep.txt"), "1");
    await writeFile(join(dir, "site/sub/.pulumi/state.json"), "{}");
    await symlink("../one.txt", join(dir, "site/link.txt"));
    await symlink("sub", join(dir, "site/linked"));
    await writeFile(join(dir, "a.tar"), tarOf({ "x/y.txt": "y" }));
    await writeFile(join(dir, "a.tar.gz"), gzipSync(tarOf({ "./x/y.txt": "y" })));
    await writeFile(join(dir, "a.zip"), ZIP);
  });
  after(() => rm(dir, { recursive: true, force: true }));

  it("an asset's hash is that of its text, its file or the content of its URI", async () => {
    const server = createServer((_, response) => response.end("served")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
    try {
      assert.equal(await hashOf(asset({ text: "text" })), sha256("text"));
      assert.equal(await hashOf(asset({ text: "" })), sha256(""));
      assert.equal(await hashOf(asset({ path: "./one.txt" })), sha256("one\n"));
      assert.equal(await hashOf(asset({ uri })), sha256("served"));
      assert.equal(await hashOf(asset({ uri: `file://${join(dir, "one.txt")}` })), sha256("one\n"));
    } finally {
      server.close();
    }
  });

  it("the hash of an archive file is that of its bytes", async () => {
    for (const [path, bytes] of [
      ["a.tar", tarOf({ "x/y.txt": "y" })],
      ["a.zip", ZIP],
    ] as const)
      assert.equal(await hashOf(archive({ path })), sha256(bytes));
  });

  it("a folder is hashed as a sorted tar archive with links followed and without .pulumi", async () => {
    const files = { "link.txt": "one\n", "sub/deep.txt": "1", "sub.txt": "2" };
    assert.equal(await hashOf(archive({ path: "site" })), sha256(tarOf(files)));
  });

  it("a map of assets is hashed with nested archives unpacked, and the first of equal names counts", async () => {
    const assets = {
      "b.txt": asset({ text: "b" }),
      lib: archive({ path: "a.zip" }),
      tgz: archive({ path: "a.tar.gz" }),
      "tgz/x/y.txt": asset({ text: "hidden" }),
    };
    const files = { "b.txt": "b", "lib/a.txt": "a".repeat(100), "lib/dir/b.txt": "body", "tgz/x/y.txt": "y" };
    assert.equal(await hashOf(archive({ assets })), sha256(tarOf(files)));
    assert.equal(await hashOf(archive({})), sha256(TAR_END));
  });

  it("assets get hashes at any depth and keep their other fields", async () => {
    const sent = { list: [secret(asset({ text: "x", __pulumiAsset: true }))], other: { n: 1 } };
    const hashed = { ...asset({ text: "x" }), hash: sha256("x") };
    assert.deepEqual(await withHashes(sent, dir), { list: [secret(hashed)], other: { n: 1 } });
  });

  it("an existing hash is kept", async () => {
    const known = asset({ path: "gone.txt", hash: "abc" });
    assert.deepEqual(await withHashes({ known }, dir), { known });
  });

  it("the error names the property whose content cannot be read", async () => {
    const path = join(dir, "none");
    await assert.rejects(hashOf(asset({ path: "none" })), {
      message: `failed to compute asset hash for "value": failed to open asset file '${path}': open ${path}: no such file or directory`,
    });
    await assert.rejects(hashOf(asset({ path: "site" })), /is a directory; try using an archive/);
    await assert.rejects(hashOf(archive({ path: "one.txt" })), /neither a recognized archive type nor a directory/);
    await assert.rejects(hashOf(asset({ uri: "ftp://127.0.0.1/x" })), /unsupported URI scheme: ftp/);
  });
});

describe("assets without content", () => {
  const known = asset({ text: "x", hash: "h" });

  it("an asset without content has only its hash", () => assert.deepEqual(withoutContent(known), asset({ hash: "h" })));

  it("content is restored by hash, and assets with an unknown hash do not change", () => {
    const echoed = { same: [asset({ hash: "h" })], changed: asset({ hash: "other" }), kind: archive({ hash: "h" }) };
    assert.deepEqual(restoreContent(echoed, { before: secret(known) }), { ...echoed, same: [known] });
  });
});
