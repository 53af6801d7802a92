import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeAtomic } from "../../base/atomic-file.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

const MODULE = new URL("../../base/atomic-file.ts", import.meta.url).href;

/** Writes versions 1, 2, 3, … of one file as fast as it can, each a megabyte of the same digit-framed text. */
const ENDLESS_WRITER = `
  const { writeAtomic } = await import(${JSON.stringify(MODULE)});
  for (let i = 1; ; i++) {
    await writeAtomic(process.argv[1], i + ":" + "x".repeat(1_000_000) + ":" + i);
    process.stdout.write(".");
  }`;

describe("atomic files", () => {
  const folder = temporaryFolder();

  it("a file whose writer is killed holds the old or the new content, never a part", async function () {
    this.timeout(60_000);
    const file = join(folder.path, "state.json");
    await writeAtomic(file, "0:0");
    for (let round = 0; round < 12; round++) {
      const writer = spawn(process.execPath, ["--input-type=module", "--eval", ENDLESS_WRITER, file], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(writer.stdout, "data");
      await sleep(round * 3);
      writer.kill("SIGKILL");
      await once(writer, "exit");
      const [first, middle = "", last] = (await readFile(file, "utf8")).split(":");
      assert.equal(first, last);
      assert.equal(middle.length, 1_000_000);
    }
  });
});
