import assert from "node:assert/strict";
import { chmod, mkdir, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SeriesFile, unwritable, writeWhole } from "../../../loadgen/report/output-file.ts";
import { needsLinux, skipIf } from "../../helpers/skip.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("files of a load", () => {
  const folder = temporaryFolder();
  const at = (...names: string[]) => join(folder.path, ...names);

  it("a path that cannot be written is found before the load, with the reason in words", async () => {
    await mkdir(at("a-folder"));
    await writeFile(at("a-file"), "kept");
    await symlink(at("loop"), at("loop"));
    const problems = await unwritable([
      at("a-folder"),
      at("a-file", "x"),
      at("n".repeat(300)),
      at("loop"),
      at("a-file"),
    ]);
    assert.deepEqual(
      problems.map((problem) => problem.replace(/^.* cannot be written: /, "")),
      [
        "a folder is in its place (EISDIR)",
        "a file is in the place of its folder (EEXIST)",
        "its name is too long (ENAMETOOLONG)",
        "its symbolic links lead nowhere (ELOOP)",
      ],
    );
    assert.equal(await readFile(at("a-file"), "utf8"), "kept");
  });

  it("files with the same problem share a line, and the check leaves no file behind", async () => {
    await writeFile(at("a-file"), "");
    const [line, ...more] = await unwritable([at("a-file", "x"), at("a-file", "y"), at("a-file", "z"), at("new", "x")]);
    assert.match(line!, /a-file\/x and 2 more cannot be written/);
    assert.deepEqual([more, await readdir(at("new"))], [[], []]);
  });

  it("a file without the right to write it is found before the load", async function () {
    skipIf(this, process.getuid?.() === 0 ? "root may write any file: run the test as another user" : null);
    await writeFile(at("mine"), "");
    await chmod(at("mine"), 0o400);
    assert.match((await unwritable([at("mine")]))[0]!, /no right to write it \(EACCES\)/);
  });

  it("a series is written in order, and closing it has nothing to say", async () => {
    const file = await SeriesFile.open(at("sub", "series"));
    for (let line = 0; line < 100; line += 1) file.write(`${line}\n`);
    assert.equal(await file.close(), undefined);
    assert.equal(
      await readFile(at("sub", "series"), "utf8"),
      Array.from({ length: 100 }, (_, line) => `${line}\n`).join(""),
    );
  });

  it("a series that no longer fits on the disk ends with its last whole line", async () => {
    const full = Object.assign(new Error("full"), { code: "ENOSPC" });
    let content = "";
    const file = new SeriesFile(at("series"), {
      appendFile(piece) {
        content += String(piece).slice(0, 25 - content.length);
        return content.length === 25 ? Promise.reject(full) : Promise.resolve();
      },
      truncate: (bytes) => Promise.resolve(void (content = content.slice(0, bytes))),
      stat: () => Promise.reject(full),
      close: () => Promise.resolve(),
    });
    for (let line = 0; line < 5; line += 1) file.write(`line ${line} ...\n`);
    assert.equal(
      await file.close(),
      `${at("series")} is incomplete: no space is left on the disk (ENOSPC); its earlier lines stay`,
    );
    assert.equal(content, "line 0 ...\nline 1 ...\n");
  });

  it("a series whose file was removed or replaced is reported as missing", async () => {
    const [removed, replaced] = [await SeriesFile.open(at("removed")), await SeriesFile.open(at("replaced"))];
    await rm(at("removed"));
    await writeFile(at("another"), "");
    await rm(at("replaced"));
    await writeFile(at("replaced"), "");
    assert.match((await removed.close())!, /removed is missing: it was removed or replaced/);
    assert.match((await replaced.close())!, /replaced is missing: it was removed or replaced/);
  });

  it("a file that is written at the end creates its folder anew, and replaces an older file", async () => {
    assert.equal(await writeWhole(at("gone", "result.json"), () => "1"), undefined);
    assert.equal(await writeWhole(at("gone", "result.json"), () => "2"), undefined);
    assert.equal(await readFile(at("gone", "result.json"), "utf8"), "2");
  });

  it("a file that cannot be written at the end costs one line, whatever failed", async () => {
    const failing = () => {
      throw new RangeError("Invalid string length");
    };
    assert.equal(await writeWhole(at("x"), failing), `${at("x")} is missing: Invalid string length`);
    assert.equal(
      await writeWhole(folder.path, () => "1"),
      `${folder.path} is missing: a folder is in its place (EISDIR)`,
    );
    assert.deepEqual(await readdir(folder.path), []);
  });

  it("a device that is full stays in place", async function () {
    needsLinux(this, "/dev/full");
    assert.equal(
      await writeWhole("/dev/full", () => "1"),
      "/dev/full is missing: no space is left on the disk (ENOSPC)",
    );
    assert.ok((await readdir("/dev")).includes("full"));
  });
});
