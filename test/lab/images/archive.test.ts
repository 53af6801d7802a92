import assert from "node:assert/strict";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeArchive, type Image, type Layer } from "../../../lab/images/archive.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { readArchive } from "../helpers/oci-archive.ts";

describe("an archive of images", () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);

  function images(): Image[] {
    writeFileSync(at("program"), "x".repeat(100_000));
    const base: Layer = [
      { kind: "file", path: "usr/bin/program", from: at("program"), mode: 0o755 },
      { kind: "link", path: "bin", target: "usr/bin" },
      { kind: "folder", path: "tmp", mode: 0o1777 },
    ];
    const more: Layer = [{ kind: "text", path: "etc/motd", text: "hello" }];
    return [
      { name: "example.org/a:1", layers: [base], entrypoint: ["/bin/program"] },
      { name: "example.org/b:2", layers: [base, more], entrypoint: ["/bin/program", "b"], environment: { HOME: "/" } },
    ];
  }

  it("images have their files, links and folders, with the folders above them", async () => {
    await writeArchive(images(), at("all.tar"));
    const { files, config } = (await readArchive(at("all.tar"))).images.get("example.org/b:2")!;
    const seen = [...files].map(([path, { type, mode }]) => `${path} ${type} ${mode.toString(8)}`);
    assert.deepEqual(seen.sort(), [
      "bin symlink 777",
      "etc/ directory 755",
      "etc/motd file 644",
      "tmp/ directory 1777",
      "usr/ directory 755",
      "usr/bin/ directory 755",
      "usr/bin/program file 755",
    ]);
    assert.equal(files.get("bin")!.target, "usr/bin");
    assert.equal(files.get("usr/bin/program")!.content.length, 100_000);
    assert.deepEqual(config.Entrypoint, ["/bin/program", "b"]);
    assert.deepEqual(config.Env, ["PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/"]);
  });

  it("a layer of several images is in the archive once", async () => {
    await writeArchive(images(), at("all.tar"));
    const { images: read, blobs } = await readArchive(at("all.tar"));
    const [a, b] = [read.get("example.org/a:1")!, read.get("example.org/b:2")!];
    assert.equal(a.layers[0], b.layers[0]);
    assert.equal(blobs.length, 2 + 2 * 2, "two layers, and a configuration and a manifest of each image");
  });

  it("the same files make the same archive at any time, and nothing else is left in its folder", async () => {
    await writeArchive(images(), at("first.tar"));
    const again = images();
    utimesSync(at("program"), 1, 1);
    await writeArchive(again.reverse().reverse(), at("second.tar"));
    assert.ok(readFileSync(at("first.tar")).equals(readFileSync(at("second.tar"))));
    assert.deepEqual(readdirSync(folder.path).sort(), ["first.tar", "program", "second.tar"]);
  });

  it("a file that cannot be read fails the archive, and leaves none", async () => {
    const layers: Layer[] = [[{ kind: "file", path: "a", from: at("missing"), mode: 0o644 }]];
    await assert.rejects(writeArchive([{ name: "a:1", layers, entrypoint: [] }], at("all.tar")), /ENOENT.*missing/);
    assert.deepEqual(readdirSync(folder.path), []);
  });
});
