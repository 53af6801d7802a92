import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { root } from "../../helpers/imports.ts";

describe("stackmark load", () => {
  it("a load ends with 105 by a signal that is pending while it takes over the signals", () => {
    // Main's own handler, and a signal that the event loop has not delivered when that handler is removed.
    const script = `
      const endAtOnce = () => process.exit(105);
      process.on("SIGTERM", endAtOnce);
      const { load } = await import("./cli/commands/load.ts");
      const takeOverSignals = () => process.off("SIGTERM", endAtOnce);
      process.kill(process.pid, "SIGTERM");
      process.exitCode = await load({ takeOverSignals }, ["http://127.0.0.1:1/", "--duration", "3s"]);`;
    const options = { cwd: root, encoding: "utf8", timeout: 20_000 } as const;
    const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], options);
    assert.equal(status, 105, stderr);
    assert.match(stderr, /interrupted before the load began/);
  });
});
