import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { countingServer } from "./helpers/counting-server.ts";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A scenario of a user, with mistakes that its types must find. */
const SCENARIO = `
import type { Scenario } from "@stackmark/loadgen";

const shop: Scenario<{ token: string }> = {
  name: "shop",
  thinkTime: { kind: "constant", ms: 5 },
  data: { accounts: { file: "accounts.csv", take: "per-user" } },
  state: () => ({ token: "" }),
  async onStart(user, state) {
    const { name } = user.row<"name">("accounts");
    const { values } = await user.post("/login", { name }, { extract: { csrf: /x/, id: "/id" } });
    state.token = values.csrf + values.id;
    // @ts-expect-error a value that was not asked for
    values.crsf;
    // @ts-expect-error not a JSON pointer
    await user.get("/", { extract: { id: "id" } });
    // @ts-expect-error a misspelt expectation
    await user.get("/", { expect: { contain: "x" } });
    // @ts-expect-error nothing was asked for
    (await user.get("/")).values.id;
  },
  // @ts-expect-error a task without run
  tasks: [{ name: "a", weight: 1 }],
};
// @ts-expect-error a misspelt hook
export const misspelt: Scenario<null> = { ...shop, state: () => null, tasks: [], onStrt: () => undefined };
export default shop;
`;

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

      // Links are read where they point to, so the types of Node are found beside those of the package.
      symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
      writeFileSync(join(folder, "shop.ts"), SCENARIO);
      const compiler = [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck"];
      const settings = ["--module", "nodenext", "--target", "es2024", "--types", "node"];
      const typed = await promisify(execFile)(process.execPath, [...compiler, ...settings, "shop.ts"], {
        cwd: folder,
      }).catch((error: { stdout: string }) => error);
      assert.equal(typed.stdout, "");

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
