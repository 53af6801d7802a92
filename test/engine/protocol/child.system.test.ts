import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Child } from "../../../engine/protocol/child.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a process of the engine", function () {
  this.timeout(20_000);
  const folder = temporaryFolder();

  it("a process counts as ended even if its own child keeps the output open", async () => {
    const script = join(folder.path, "daemon.mjs");
    await writeFile(
      script,
      `import { spawn } from "node:child_process";
const left = spawn("sleep", ["60"], { detached: true, stdio: ["ignore", "inherit", "inherit"] });
left.unref();
console.log(left.pid);`,
    );
    const said: string[] = [];
    const child = new Child({
      ...{ run: { script }, args: [], cwd: folder.path, env: { PATH: process.env.PATH } },
      ...{ onStdout: (line: string) => void said.push(line), onStderr: () => {} },
    });
    try {
      assert.deepEqual(await child.exited, { code: 0, signal: null });
    } finally {
      process.kill(Number(said[0]), "SIGKILL");
    }
  });
});
