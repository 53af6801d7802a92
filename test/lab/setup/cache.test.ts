import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cache, cacheFolder, sha256Of } from "../../../lab/setup/cache.ts";
import type { Part } from "../../../lab/setup/parts.ts";
import { missingParts } from "../../../lab/setup/requirements.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const part: Part = {
  name: "tool",
  version: "v1.0.0",
  source: { npm: { package: "tools@1.0.0", archive: "a.zip", file: "tool" } },
};

describe("cache of the lab's programs", () => {
  const folder = temporaryFolder();
  const filled = async (of: Part = part): Promise<Cache> => {
    const cache = new Cache(join(folder.path, "cache"));
    await cache.withWorkFolder(async (work) => {
      writeFileSync(join(work, "made"), "#!/bin/sh\n");
      await cache.put(of, join(work, "made"), "npm");
    });
    return cache;
  };

  it("keeps a program as an executable, and its hash", async () => {
    const cache = await filled();
    const path = cache.path("tool");
    assert.equal(readFileSync(path, "utf8"), "#!/bin/sh\n");
    assert.equal(statSync(path).mode & 0o777, 0o755);
    assert.equal(await sha256Of(path), "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf");
    assert.ok(cache.has(part));
    assert.ok(await cache.isIntact(part));
  });

  it("does not have another version", async () => {
    const cache = await filled();
    assert.equal(cache.has({ ...part, version: "v1.0.1" }), false);
  });

  it("notices a program of another size at once, and one that was changed when it is read", async () => {
    const cache = await filled();
    writeFileSync(cache.path("tool"), "#!/bin/no\n");
    assert.deepEqual([cache.has(part), await cache.isIntact(part)], [true, false]);
    appendFileSync(cache.path("tool"), "more");
    assert.equal(cache.has(part), false);
  });

  it("removes what work leaves behind, also after a failure", async () => {
    const cache = new Cache(folder.path);
    const failing = cache.withWorkFolder((work) => {
      writeFileSync(join(work, "draft"), "");
      return Promise.reject(new Error("no"));
    });
    await assert.rejects(failing, /no/);
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it("removes what killed work has left behind, and not what others work on", async () => {
    const cache = new Cache(folder.path);
    // No process has it: it is larger than the kernel allows.
    for (const name of ["work-99999999-a", `work-${process.pid}-b`]) mkdirSync(join(folder.path, name));
    await cache.withWorkFolder(() => Promise.resolve());
    assert.deepEqual(readdirSync(folder.path), [`work-${process.pid}-b`]);
  });

  it("says on one line what it lacks and how to get it", async () => {
    const cache = await filled();
    assert.deepEqual(missingParts(cache, [part]), []);
    const lacks = missingParts(cache, [part, { ...part, name: "other" }, { ...part, name: "third" }]);
    assert.deepEqual(lacks, [`2 programs in ${cache.folder}: other v1.0.0, third v1.0.0 (npm run lab:setup)`]);
  });

  it("is in the home folder unless the environment says otherwise", () => {
    assert.equal(cacheFolder({ STACKMARK_LAB_CACHE: "/somewhere" }), "/somewhere");
    assert.match(cacheFolder({}), /\/\.cache\/stackmark\/lab$/);
    assert.equal(existsSync("/somewhere"), false);
  });
});
