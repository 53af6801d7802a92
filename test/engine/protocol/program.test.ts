import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { EngineError } from "../../../engine/errors.ts";
import { locateProgram } from "../../../engine/protocol/program.ts";
import { sdkEntry } from "../../../engine/protocol/sdk.ts";

describe("the program of a project", () => {
  let dir = "";
  before(() => {
    dir = fs.mkdtempSync(path.join(os.tmpdir(), "engine-program-"));
    fs.mkdirSync(path.join(dir, "infra"));
    fs.writeFileSync(path.join(dir, "infra/main.mjs"), "");
  });
  after(() => fs.rmSync(dir, { recursive: true }));

  it("a program runs in the folder of its entry file", () => {
    const infra = path.join(dir, "infra");
    assert.deepEqual(locateProgram(dir, path.join(infra, "main.mjs")), { dir: infra, entry: "main.mjs" });
  });

  it("a program whose `main` is a folder is a package", () => {
    assert.deepEqual(locateProgram(dir, dir), { dir, entry: "." });
  });

  it("a folder with only an index.ts is a program, unless its package names another", () => {
    const folder = path.join(dir, "typescript");
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, "index.ts"), "");
    assert.deepEqual(locateProgram(dir, folder), { dir: folder, entry: "index.ts" });
    fs.writeFileSync(path.join(folder, "package.json"), '{"main": "bin/index.js"}');
    assert.deepEqual(locateProgram(dir, folder), { dir: folder, entry: "." });
  });

  it("a program that does not exist or is outside the project is refused", () => {
    assert.throws(() => locateProgram(dir, path.join(dir, "nowhere.ts")), /does not exist/);
    assert.throws(() => locateProgram(dir, path.dirname(dir)), /inside of/);
  });

  it("a program without an installed SDK is refused", () => {
    const missing = (error: unknown) => error instanceof EngineError && error.code === "ENGINE_SDK_MISSING";
    assert.throws(() => sdkEntry(dir, "run"), missing);
  });
});
