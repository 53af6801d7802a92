import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../helpers/imports.ts";
import { eventually } from "../../helpers/eventually.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

/** Builds until it is told to end, as Go does: its own programs end first. */
const GO = `#!/bin/sh
case "$1 $2" in
"env GOVERSION") echo go1.26.0 ;;
"env CC") echo sh ;;
build*) trap 'echo ended >"$PID_FILE.ended"; exit 1' INT; echo $$ >"$PID_FILE"; while :; do sleep 0.05; done ;;
*) exit 64 ;;
esac
`;

describe("lab:setup that is told to end while it builds", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    it(`by ${signal} ends the build, leaves no folder of it, and exits with 105`, async () => {
      const [bin, cache, pidFile] = ["bin", "cache", "pid"].map((name) => join(folder.path, name)) as [
        string,
        string,
        string,
      ];
      mkdirSync(bin);
      writeFileSync(join(bin, "go"), GO, { mode: 0o755 });
      const words = ["lab/setup/main.ts", "--only", "kubernetes"];
      const setUp = spawn(process.execPath, words, {
        cwd: root,
        env: { PATH: `${bin}:${process.env.PATH}`, STACKMARK_LAB_CACHE: cache, PID_FILE: pidFile },
        stdio: ["ignore", "ignore", "pipe"],
      });
      let said = "";
      setUp.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
      await eventually(() => existsSync(pidFile), "the build began", 30_000);
      setUp.kill(signal);
      const [exitCode] = (await once(setUp, "close")) as [number | null];
      assert.equal(exitCode, 105, said);
      assert.match(said, /^lab:setup: interrupted: what is finished is kept/m);
      assert.equal(readFileSync(`${pidFile}.ended`, "utf8"), "ended\n");
      assert.deepEqual(readdirSync(cache), []);
    });
});
