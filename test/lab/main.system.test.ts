import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../helpers/imports.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("the lab's command", () => {
  const folder = temporaryFolder();
  const lab = (...words: string[]) =>
    spawnSync(process.execPath, [join(root, "lab/main.ts"), ...words], {
      env: { PATH: folder.path, STACKMARK_LAB: folder.path },
      encoding: "utf8",
    });

  it("refuses an engine that it does not know", () => {
    const { status, stderr } = lab("single", "--engine", "terraform");
    assert.equal(status, 2, stderr);
    assert.match(stderr, /Allowed choices are embedded, pulumi/);
  });

  it("says that no lab runs, in which `stackmark` could be the operator's", () => {
    const { status, stderr } = lab("stackmark", "outputs", "--json");
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^error\[LAB_NOT_RUNNING\]/);
  });

  it("says before it starts why a file is no K3s", () => {
    const { status, stderr } = lab("single", "--k3s", join(folder.path, "k3s"));
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^error\[LAB_K3S_UNUSABLE\]: .*\/k3s cannot be used as K3s: there is no such file\.\n$/);
  });

  it("says before it starts that the Pulumi CLI is missing, and only if it is needed", () => {
    const { status, stderr } = lab("single", "--engine", "pulumi");
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^error\[LAB_PARTS_MISSING\]: .*:\n(?: {2}- .*\n)* {2}- the Pulumi CLI \(/);
    assert.doesNotMatch(lab("single").stderr, /Pulumi CLI/);
  });
});
