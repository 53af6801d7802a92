import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Readable } from "node:stream";
import { parse } from "yaml";
import { writeArchive } from "../../../lab/images/archive.ts";
import { putRelease } from "../../../lab/mirror/releases.ts";
import { serveMirror, type Mirror } from "../../../lab/mirror/server.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { readTar } from "../helpers/oci-archive.ts";

const RELEASE = "v1.35.5+k3s1";
const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

describe("the mirror", () => {
  const folder = temporaryFolder();
  let mirror: Mirror;
  let asked: string[];

  beforeEach(async () => {
    mkdirSync(join(folder.path, "images"));
    await putRelease(folder.path, RELEASE, { program: "a program", installer: "#!/bin/sh\n" });
    writeFileSync(join(folder.path, "secret"), "not for the machines");
    const layers = [[{ kind: "text", path: "etc/motd", text: "hello" } as const]];
    const images = ["docker.io/library/a:1", "quay.io/b/c:2"].map((name) => ({ name, layers, entrypoint: ["/a"] }));
    await writeArchive(images, join(folder.path, "images", "all.tar"));
    asked = [];
    mirror = await serveMirror({
      dir: folder.path,
      images: join(folder.path, "images"),
      address: "127.0.0.1",
      port: 0,
      log: (line) => asked.push(line),
    });
  });
  afterEach(() => mirror.close());

  const get = (path: string, init?: RequestInit) => fetch(`${mirror.url}${path}`, init);

  it("K3s' install script, a release and its checksums are served in the layout of releases", async () => {
    assert.equal(await (await get("/install.sh")).text(), "#!/bin/sh\n");
    const release = `/releases/${encodeURIComponent(RELEASE)}`;
    assert.equal(await (await get(`${release}/k3s`)).text(), "a program");
    assert.equal(await (await get(`${release}/sha256sum-amd64.txt`)).text(), `${sha256("a program")}  k3s\n`);
  });

  for (const path of [
    "/secret",
    "/releases/..%2Fsecret",
    "/releases/v9.9.9/k3s",
    "/releases/v9.9.9/sha256sum-amd64.txt",
    "/releases",
    "/charts/none.tgz",
    "/%",
    "/v2/library/none/manifests/1",
  ])
    it(`${path} is not found, and that it was asked for is told`, async () => {
      assert.equal((await get(path)).status, 404);
      assert.deepEqual(asked, [`404 GET ${path}`]);
    });

  it("nothing can be written", async () => {
    assert.equal((await get("/install.sh", { method: "PUT", body: "x" })).status, 405);
  });

  it("charts are served as a Helm repository", async () => {
    const index = parse(await (await get("/charts/index.yaml")).text()) as {
      entries: Record<string, { version: string; digest: string; urls: string[] }[]>;
    };
    const chart = index.entries.onlineboutique![0]!;
    assert.equal(chart.version, "0.10.6");
    const content = new Uint8Array(await (await get(`/charts/${chart.urls[0]}`)).arrayBuffer());
    assert.equal(sha256(content), chart.digest);
    const files = await readTar(Readable.from([gunzipSync(content)]));
    assert.ok(files.has("onlineboutique/Chart.yaml") && files.has("onlineboutique/templates/services.yaml"));
  });

  it("an image is pulled by its name, and all its content by digest", async () => {
    const response = await get("/v2/library/a/manifests/1?ns=docker.io");
    assert.equal(response.headers.get("content-type"), "application/vnd.oci.image.manifest.v1+json");
    const text = await response.text();
    assert.equal(response.headers.get("docker-content-digest"), `sha256:${sha256(text)}`);
    const { config, layers } = JSON.parse(text) as { config: { digest: string }; layers: { digest: string }[] };
    for (const { digest } of [config, ...layers]) {
      const blob = new Uint8Array(await (await get(`/v2/library/a/blobs/${digest}`)).arrayBuffer());
      assert.equal(`sha256:${sha256(blob)}`, digest);
    }
    const again = await get(`/v2/library/a/manifests/sha256:${sha256(text)}`, { method: "HEAD" });
    assert.deepEqual([again.status, Number(again.headers.get("content-length"))], [200, text.length]);
  });

  it("images of an archive that was replaced since are pulled as they are now", async () => {
    assert.equal((await get("/v2/library/a/manifests/1")).status, 200);
    const layers = [[{ kind: "text", path: "etc/motd", text: "x".repeat(5000) } as const]];
    const images = ["docker.io/library/new:1", "docker.io/library/a:1"].map((name) => ({
      name,
      layers,
      entrypoint: [],
    }));
    await writeArchive(images, join(folder.path, "images", "all.tar"));
    for (const name of ["a", "new"]) {
      const manifest = await get(`/v2/library/${name}/manifests/1`);
      const { layers: read } = (await manifest.json()) as { layers: { digest: string; size: number }[] };
      const blob = new Uint8Array(await (await get(`/v2/library/${name}/blobs/${read[0]!.digest}`)).arrayBuffer());
      assert.equal(`sha256:${sha256(blob)}`, read[0]!.digest);
    }
  });

  it("an image is mirrored of its own registry only, and of any if none is named", async () => {
    assert.equal((await get("/v2/b/c/manifests/2?ns=docker.io")).status, 404);
    assert.equal((await get("/v2/b/c/manifests/2?ns=quay.io")).status, 200);
    assert.equal((await get("/v2/b/c/manifests/2")).status, 200);
    assert.equal((await get("/v2/")).status, 200);
  });

  it("an image that K3s itself runs is pulled by any tag, and no other image is", async () => {
    const layers = [[{ kind: "text", path: "etc/motd", text: "hello" } as const]];
    const images = ["docker.io/rancher/mirrored-pause:3.10.2", "docker.io/rancher/other:1"].map((name) => ({
      ...{ name, layers, entrypoint: ["/a"] },
    }));
    await writeArchive(images, join(folder.path, "images", "system.tar"));
    const digestOf = async (path: string) => (await get(path)).headers.get("docker-content-digest");
    const own = await digestOf("/v2/rancher/mirrored-pause/manifests/3.10.2?ns=docker.io");
    assert.ok(own);
    assert.equal(await digestOf("/v2/rancher/mirrored-pause/manifests/3.6?ns=docker.io"), own);
    assert.equal((await get("/v2/rancher/mirrored-pause/manifests/3.6?ns=quay.io")).status, 404);
    assert.equal((await get("/v2/rancher/mirrored-paus/manifests/3.6?ns=docker.io")).status, 404);
    assert.equal((await get("/v2/rancher/other/manifests/2?ns=docker.io")).status, 404);
    assert.equal((await get(`/v2/rancher/mirrored-pause/manifests/sha256:${sha256("?")}?ns=docker.io`)).status, 404);
  });

  it("a release of bytes is served as it is, with its checksum", async () => {
    const program = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0x80]);
    await putRelease(folder.path, "v1.36.3+k3s1", { program, installer: "#!/bin/sh\n" });
    const release = "/releases/v1.36.3%2Bk3s1";
    assert.deepEqual(Buffer.from(await (await get(`${release}/k3s`)).arrayBuffer()), program);
    assert.equal(await (await get(`${release}/sha256sum-amd64.txt`)).text(), `${sha256(program)}  k3s\n`);
  });
});
