import assert from "node:assert/strict";
import { mkdir, readFile, readdir, readlink, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { linkAtomic, removeDrafts, writeAtomic, writeAtomicSync } from "../../base/atomic-file.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("atomic files", () => {
  const folder = temporaryFolder();
  const file = () => join(folder.path, "state.json");

  it("a finished write leaves no draft", async () => {
    await writeAtomic(file(), "content");
    writeAtomicSync(file(), "newer content");
    assert.deepEqual(await readdir(folder.path), ["state.json"]);
    assert.equal(await readFile(file(), "utf8"), "newer content");
  });

  it("removeDrafts removes the drafts of its file that killed writers left, and no others", async () => {
    await writeAtomic(file(), "content");
    await writeFile(`${file()}.0123456789ab.tmp`, "half");
    await writeFile(join(folder.path, "other.json.0123456789ab.tmp"), "not ours");
    await removeDrafts(file());
    assert.deepEqual((await readdir(folder.path)).sort(), ["other.json.0123456789ab.tmp", "state.json"]);
  });

  it("a write that fails leaves no draft, and keeps the old content", async () => {
    const inTheWay = join(folder.path, "folder");
    await writeAtomic(join(inTheWay, "old"), "old");
    const named = {
      code: "EISDIR",
      message: `${inTheWay} was not written: a folder is in its place (EISDIR); what was there before is unchanged`,
    };
    await assert.rejects(writeAtomic(inTheWay, "a folder cannot be replaced"), named);
    assert.throws(() => writeAtomicSync(inTheWay, "a folder cannot be replaced"), named);
    assert.deepEqual(await readdir(folder.path), ["folder"]);
    assert.equal(await readFile(join(inTheWay, "old"), "utf8"), "old");
  });

  it("links stay links, and their file is replaced", async () => {
    await writeAtomic(file(), "old");
    const link = join(folder.path, "link");
    await symlink("state.json", link);
    await writeAtomic(link, "new");
    assert.equal(await readlink(link), "state.json");
    assert.equal(await readFile(file(), "utf8"), "new");
    writeAtomicSync(link, "newer");
    assert.equal(await readlink(link), "state.json");
    assert.equal(await readFile(file(), "utf8"), "newer");
  });

  it("a device is written to, and not replaced by a file", async () => {
    const link = join(folder.path, "device");
    await symlink("/dev/null", link);
    await writeAtomic(link, "content");
    writeAtomicSync(link, "content");
    assert.equal(await readlink(link), "/dev/null");
    assert.deepEqual(await readdir(folder.path), ["device"]);
    assert.ok((await stat(link)).isCharacterDevice());
  });

  it("only the owner can read a new file, unless another mode is given", async () => {
    await writeAtomic(file(), "secret");
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    await writeAtomic(file(), "public", { mode: 0o644 });
    assert.equal((await stat(file())).mode & 0o777, 0o644);
  });

  it("writeAtomic creates missing folders; writeAtomicSync requires them", async () => {
    const deep = join(folder.path, "a/b/state.json");
    assert.throws(() => writeAtomicSync(deep, "content"), { code: "ENOENT" });
    await writeAtomic(deep, "content");
    assert.equal(await readFile(deep, "utf8"), "content");
    await mkdir(join(folder.path, "c"));
    writeAtomicSync(join(folder.path, "c/state.json"), "content");
  });

  it("linkAtomic keeps the current content under another name when the file changes", async () => {
    await writeAtomic(file(), "one");
    await linkAtomic(file(), `${file()}.bak`);
    await writeAtomic(file(), "two");
    assert.equal(await readFile(`${file()}.bak`, "utf8"), "one");
    await linkAtomic(file(), `${file()}.bak`);
    assert.equal(await readFile(`${file()}.bak`, "utf8"), "two");
  });

  it("linkAtomic leaves no draft if the copy already is the file", async () => {
    await writeAtomic(file(), "one");
    for (let time = 0; time < 2; time++) await linkAtomic(file(), `${file()}.bak`);
    assert.deepEqual((await readdir(folder.path)).sort(), ["state.json", "state.json.bak"]);
  });

  it("linkAtomic does nothing if the file does not exist", async () => {
    await linkAtomic(join(folder.path, "nothing"), join(folder.path, "nothing.bak"));
    assert.deepEqual(await readdir(folder.path), []);
  });
});
