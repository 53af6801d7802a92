import assert from "node:assert/strict";
import { homedir } from "node:os";
import { join } from "node:path";
import { backendDirOf } from "../../../engine/state/backend.ts";
import { parseStackName, stackLayout } from "../../../engine/state/layout.ts";

describe("layout of the file backend", () => {
  it("files of a stack are where the Pulumi CLI has those of project-scoped stacks", () => {
    const layout = stackLayout("/b", { project: "shop", stack: "dev" });
    assert.equal(layout.stateFile, "/b/.pulumi/stacks/shop/dev.json");
    assert.equal(layout.previousFile, "/b/.pulumi/stacks/shop/dev.json.bak");
    assert.equal(layout.lockDir, "/b/.pulumi/locks/organization/shop/dev");
    assert.equal(layout.backupDir, "/b/.pulumi/backups/shop/dev");
    assert.equal(layout.historyDir, "/b/.pulumi/history/shop/dev");
  });

  it("a stack name may be short, with organization, or fully qualified", () => {
    assert.deepEqual(parseStackName("dev", "shop"), { project: "shop", stack: "dev" });
    assert.deepEqual(parseStackName("organization/dev", "shop"), { project: "shop", stack: "dev" });
    assert.deepEqual(parseStackName("organization/other/dev", "shop"), { project: "other", stack: "dev" });
  });

  for (const name of ["", "me/dev", "organization/a/b/c", "a b", "../dev", "organization/../../dev", "x".repeat(101)])
    it(`the stack name ${JSON.stringify(name.slice(0, 30))} is refused`, () => {
      assert.throws(() => parseStackName(name, "shop"), { code: "STATE_STACK_NAME_INVALID" });
    });

  it("the stack names . and .. are refused", () => {
    for (const name of [".", ".."])
      assert.throws(() => parseStackName(name, "shop"), { code: "STATE_STACK_NAME_INVALID" });
  });

  it("a backend URL may be absolute, relative, or in the home folder", () => {
    assert.equal(backendDirOf("file:///var/state", "/p"), "/var/state");
    assert.equal(backendDirOf("file:///with%20space", "/p"), "/with space");
    assert.equal(backendDirOf("file://./state", "/p"), "/p/state");
    assert.equal(backendDirOf("file://~", "/p"), homedir());
    assert.equal(backendDirOf("file://~/state", "/p"), join(homedir(), "state"));
  });

  for (const url of ["https://api.pulumi.com", "s3://bucket", "/plain/path", ""])
    it(`the backend ${JSON.stringify(url)} is refused`, () => {
      assert.throws(() => backendDirOf(url, "/p"), { code: "STATE_BACKEND_UNSUPPORTED" });
    });
});
