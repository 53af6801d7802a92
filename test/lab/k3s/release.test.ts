import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import { k3sRelease } from "../../../lab/k3s/release.ts";
import { importsOf } from "../../helpers/imports.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a release of the lab's K3s", () => {
  const cache = temporaryFolder();
  const staged = (): string => join(cache.path, "k3s", readdirSync(join(cache.path, "k3s"))[0]!);

  it("the program starts what machines see of the cache, and says the version that it was made for", async () => {
    const { program } = await k3sRelease(cache.path, "v1.35.5+k3s1");
    const [shebang, imported, main] = String(program).split("\n");
    assert.equal(shebang, "#!/usr/local/bin/node");
    assert.match(imported!, /from "\/opt\/lab\/k3s\/[0-9a-f]{16}\/lab\/k3s\/program\/main\.ts"/);
    assert.equal(main, 'await main("v1.35.5+k3s1");');
  });

  it("all that the program imports is in the cache", async () => {
    await k3sRelease(cache.path, "v1");
    const files = readdirSync(staged(), { recursive: true, encoding: "utf8" });
    const sources = files.filter((file) => /^(lab|base)\/.*\.ts$/.test(file));
    assert.ok(sources.length > 30);
    const imports = sources.flatMap((file) => importsOf(file));
    const missing = imports.filter(({ to, ours }) => !existsSync(join(staged(), ours ? to : `node_modules/${to}`)));
    assert.deepEqual(
      missing.filter(({ to }) => !to.startsWith("node:")).map(({ file, to }) => `${file} imports ${to}`),
      [],
    );
  });

  it("the same sources are copied once", async () => {
    const first = await k3sRelease(cache.path, "v1");
    assert.deepEqual(await k3sRelease(cache.path, "v1"), first);
    assert.equal(readdirSync(join(cache.path, "k3s")).length, 1);
  });

  it("copies that no lab has asked for in a week are removed, and others stay", async () => {
    await k3sRelease(cache.path, "v1");
    const own = staged();
    for (const [name, days] of [
      ["0123456789abcdef", 8],
      ["0123456789abcdef.4711", 8],
      ["fedcba9876543210", 6],
    ] as const) {
      const path = join(cache.path, "k3s", name);
      mkdirSync(path);
      const then = new Date(Date.now() - days * 24 * 3_600_000);
      utimesSync(path, then, then);
    }
    utimesSync(own, 0, 0);
    await k3sRelease(cache.path, "v1");
    assert.deepEqual(readdirSync(join(cache.path, "k3s")).sort(), [basename(own), "fedcba9876543210"].sort());
  });
});
