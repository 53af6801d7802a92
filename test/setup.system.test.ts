import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./helpers/imports.ts";

describe("scripts/setup.mjs", () => {
  let dir: string;
  beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "setup-"))));
  afterEach(() => rmSync(dir, { recursive: true }));

  const setup = (folder: string, env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, [join(folder, "scripts/setup.mjs")], {
      encoding: "utf8",
      env: { ...process.env, npm_execpath: undefined, ...env },
    });

  it("setup installs and prints nothing if everything is installed", () => {
    const { status, stdout, stderr } = setup(root);
    assert.deepEqual([status, stdout, stderr], [0, "", ""]);
  });

  it("setup reports what it does, and what to do if the registry cannot be reached", () => {
    for (const path of ["scripts", "package.json", "package-lock.json", "loadgen/package.json", ".npmrc"])
      cpSync(join(root, path), join(dir, path), { recursive: true });
    const nowhere = {
      npm_config_registry: "http://127.0.0.1:9",
      npm_config_fetch_retries: "0",
      npm_config_cache: join(dir, "cache"),
    };
    const { status, stderr } = setup(dir, nowhere);
    assert.equal(status, 1);
    assert.match(stderr, /^setup: installing the dependencies of package-lock\.json \(nothing is installed yet\)/m);
    assert.match(stderr, /^setup: npm could not install.*check the connection.*run this again\.$/m);
  });
});
