import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { parseJson, readJson, writeJson } from "../../../results/archive/json.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("JSON files", () => {
  const folder = temporaryFolder();

  it("a truncated JSON file is reported as truncated, wherever it ends", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (inner, seed) => {
        const text = `{"inner":${inner}}`;
        const cut = text.slice(0, seed % text.length);
        assert.throws(() => parseJson("file", cut), { code: "RESULTS_CUT_SHORT" });
      }),
    );
  });

  it("a file that is not JSON is reported as foreign, not as truncated", () => {
    for (const text of ["<html></html>", "a,b\n1,2\n", '{"a":1} tail', "{'a':1}"]) {
      assert.throws(() => parseJson("file", text), { code: "RESULTS_FOREIGN_FILE" }, text);
    }
  });

  it("a failed write keeps the old content of a JSON file", async () => {
    const file = join(folder.path, "a.json");
    await writeJson(file, { v: 1 });
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    await assert.rejects(writeJson(file, circular), { code: "RESULTS_IO" });
    assert.deepEqual(await readJson(file, z.object({ v: z.number() })), { v: 1 });
    assert.deepEqual(await readdir(folder.path), ["a.json"]);
  });

  it("an invalid JSON file lists at most ten problems and counts the others", async () => {
    const file = join(folder.path, "many.json");
    await writeFile(file, JSON.stringify({ values: Array(25).fill("x") }));
    await assert.rejects(readJson(file, z.object({ values: z.array(z.number()) })), (error: Error) => {
      assert.equal(error.message.split("\n").length, 12);
      assert.match(error.message, /values\[9\][^]*and 15 more/);
      return true;
    });
    assert.match(await readFile(file, "utf8"), /"x"/);
  });
});
