import assert from "node:assert/strict";
import { existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../base/folder.ts";
import { needsLinux } from "../helpers/skip.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("folders", () => {
  const folder = temporaryFolder();

  it("makeFolder creates all missing folders, and leaves those that exist as they are", () => {
    const path = join(folder.path, "a", "b", "c");
    makeFolder(path, 0o700);
    makeFolder(path);
    assert.equal(statSync(path).mode & 0o777, 0o700);
    makeFolder("/");
  });

  it("makeFolder takes a symbolic link to a folder for one, and refuses one that leads nowhere", () => {
    const [good, dangling] = [join(folder.path, "good"), join(folder.path, "dangling")];
    symlinkSync(folder.path, good);
    symlinkSync(join(folder.path, "nowhere"), dangling);
    makeFolder(join(good, "inner"));
    assert.ok(existsSync(join(folder.path, "inner")));
    assert.throws(() => makeFolder(dangling), { code: "EEXIST" });
    assert.throws(() => makeFolder(join(dangling, "inner")), { code: "EEXIST" });
  });

  it("makeFolder refuses a path through a file", () => {
    const file = join(folder.path, "file");
    writeFileSync(file, "");
    assert.throws(() => makeFolder(file), { code: "EEXIST" });
    assert.throws(() => makeFolder(join(file, "a", "b")), { code: "ENOTDIR" });
  });

  it("makeFolder ends where an existing folder takes no new ones", function () {
    needsLinux(this, "/proc and /sys");
    assert.throws(() => makeFolder("/proc/a/b"), { code: "ENOENT" });
    assert.throws(() => makeFolder("/sys/a/b"));
  });
});
