/** The shop's images in a containerd of this test. */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findOnPath } from "../../../base/executable.ts";
import { buildImages } from "../../../lab/images/build.ts";
import { IMAGES, shopImages } from "../../../lab/images/names.ts";
import { serveMirror } from "../../../lab/mirror/server.ts";
import { eventually } from "../../helpers/eventually.ts";
import { skipIf } from "../../helpers/skip.ts";

/** Why containerd cannot run here; `null` if it can. */
function containerdImpossible(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "containerd needs Linux and root";
  const missing = ["containerd", "ctr", "runc"].filter((name) => findOnPath(name, process.env) === undefined);
  return missing.length === 0 ? null : `not installed: ${missing.join(", ")} (Debian: apt-get install containerd runc)`;
}

/** Copies layers: where its folder is on an overlay, another cannot be mounted. */
const SNAPSHOTTER = ["--snapshotter", "native"];

describe("the shop's images in containerd", function () {
  this.timeout(180_000);
  let folder: string | undefined;
  let containerd: ChildProcess | undefined;
  const at = (name: string): string => join(folder!, name);
  const ctr = (...args: string[]): string[] => ["-a", at("containerd.sock"), "-n", "k8s.io", ...args];

  function run(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync("ctr", ctr(...args), { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout;
  }

  before(async function () {
    skipIf(this, containerdImpossible());
    folder = mkdtempSync(join(tmpdir(), "stackmark-test-"));
    const configuration = [
      "version = 2",
      ...[`root = "${at("root")}"`, `state = "${at("state")}"`],
      'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
      ...["[grpc]", `address = "${at("containerd.sock")}"`],
    ];
    writeFileSync(at("config.toml"), configuration.join("\n"));
    containerd = spawn("containerd", ["--config", at("config.toml")], { stdio: "ignore" });
    await buildImages({ cache: folder, only: ["boutique"] });
    await eventually(() => spawnSync("ctr", ctr("version")).status === 0, "containerd answers");
    run("image", "import", ...SNAPSHOTTER, at("images/boutique.tar"));
  });

  after(async () => {
    if (containerd) {
      containerd.kill();
      await once(containerd, "exit");
    }
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it("all images of the archive are imported by their names", () => {
    const names = run("image", "ls", "-q").trim().split("\n");
    assert.deepEqual(names.sort(), Object.values(shopImages()).sort());
  });

  it("a container starts its service, and ends on SIGTERM", async () => {
    const container = spawn("ctr", ctr("run", "--rm", ...SNAPSHOTTER, IMAGES.cartStore, "store"));
    const [line] = (await once(createInterface({ input: container.stdout }), "line")) as [string];
    assert.equal(line, "redis listens on port 6379");
    run("task", "kill", "-s", "SIGTERM", "store");
    assert.deepEqual(await once(container, "exit"), [0, null]);
  });

  it("a service without its addresses ends with a message", () => {
    const frontend = shopImages().frontend!;
    const { status, stderr } = spawnSync("ctr", ctr("run", "--rm", ...SNAPSHOTTER, frontend, "frontend"), {
      encoding: "utf8",
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /LAB_MALFORMED_ENVIRONMENT: frontend cannot start: AD_SERVICE_ADDR is not set/);
  });

  it("an image is pulled from the mirror", async () => {
    const mirror = await serveMirror({ dir: folder!, images: at("images"), address: "127.0.0.1", port: 0 });
    try {
      const name = `${new URL(mirror.url).host}/library/redis:alpine`;
      const pull = spawn("ctr", ctr("image", "pull", "--plain-http", ...SNAPSHOTTER, name), { stdio: "ignore" });
      assert.deepEqual(await once(pull, "exit"), [0, null]);
      assert.ok(run("image", "ls", "-q").includes(name));
    } finally {
      await mirror.close();
    }
  });
});
