import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keepAs, removeDrafts, writeDurably } from "../../../engine/state/durable-file.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const MODULE = new URL("../../../engine/state/durable-file.ts", import.meta.url).href;

/** Writes versions 1, 2, 3, … of one file as fast as it can, each a megabyte of the same digit-framed text. */
const ENDLESS_WRITER = `
  const { writeDurably } = await import(${JSON.stringify(MODULE)});
  for (let i = 1; ; i++) {
    await writeDurably(process.argv[1], i + ":" + "x".repeat(1_000_000) + ":" + i);
    process.stdout.write(".");
  }`;

describe("durable files", () => {
  const folder = temporaryFolder();
  const file = () => join(folder.path, "state.json");

  it("hold the old or the new content, never a part, when their writer is killed", async function () {
    this.timeout(60_000);
    await writeDurably(file(), "0:0");
    for (let round = 0; round < 12; round++) {
      const writer = spawn(process.execPath, ["--input-type=module", "--eval", ENDLESS_WRITER, file()], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(writer.stdout, "data");
      await sleep(round * 3);
      writer.kill("SIGKILL");
      await once(writer, "exit");
      const [first, middle = "", last] = (await readFile(file(), "utf8")).split(":");
      assert.equal(first, last);
      assert.equal(middle.length, 1_000_000);
    }
  });

  it("leave drafts behind only when their writer is killed, and those can be removed", async () => {
    await writeDurably(file(), "content");
    assert.deepEqual(await readdir(folder.path), ["state.json"]);
    await writeFile(`${file()}.0123456789ab.tmp`, "half");
    await writeFile(join(folder.path, "other.json.0123456789ab.tmp"), "not ours");
    await removeDrafts(file());
    assert.deepEqual((await readdir(folder.path)).sort(), ["other.json.0123456789ab.tmp", "state.json"]);
  });

  it("leave nothing behind when the write fails", async () => {
    await assert.rejects(writeDurably(folder.path, "a folder cannot be replaced"));
    assert.deepEqual(await readdir(folder.path), []);
  });

  it("keep their content under another name while they change", async () => {
    await writeDurably(file(), "one");
    await keepAs(file(), `${file()}.bak`);
    await writeDurably(file(), "two");
    assert.equal(await readFile(`${file()}.bak`, "utf8"), "one");
    await keepAs(file(), `${file()}.bak`);
    assert.equal(await readFile(`${file()}.bak`, "utf8"), "two");
    await keepAs(join(folder.path, "nothing"), join(folder.path, "nothing.bak"));
  });
});
