import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countingServer } from "./helpers/counting-server.ts";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("the published package of the generator", () => {
  it("the published package runs a load and has types in a folder with nothing but it and its dependencies", async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(join(tmpdir(), "stackmark-package-"));
    try {
      const argv = [join(root, "scripts/pack-loadgen.mjs"), folder];
      const tarball = execFileSync(process.execPath, argv, { encoding: "utf8" }).trim();
      const installed = join(folder, "node_modules/@stackmark/loadgen");
      mkdirSync(installed, { recursive: true });
      execFileSync("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
      const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
      for (const name of Object.keys(manifest.dependencies)) {
        symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
      }
      for (const { types, default: main } of Object.values<{ types: string; default: string }>(manifest.exports)) {
        assert.ok(existsSync(join(installed, types)) && existsSync(join(installed, main)), main);
      }
      const types = readFileSync(join(installed, manifest.exports["."].types), "utf8");
      assert.doesNotMatch(types, /\.ts"/);

      await using server = await countingServer();
      writeFileSync(
        join(folder, "load.mjs"),
        `import { runLoad } from "@stackmark/loadgen";
        const { result } = await runLoad({ model: "open", scenario: "get", target: process.argv[2], ratePerS: 50,
          durationMs: 1000, calibrationMs: 100 });
        console.log(JSON.stringify(result.accounting));`,
      );
      const run = await promisify(execFile)(process.execPath, ["load.mjs", server.url], { cwd: folder });
      const { ok, sent } = JSON.parse(run.stdout);
      assert.deepEqual([ok, sent], [50, 50]);
      assert.equal(server.counts.requests, 50);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
