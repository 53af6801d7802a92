import assert from "node:assert/strict";
import { readdir, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
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

  /** Runs a script that finds the project's packages. Returns the lines that it prints. */
  async function run(text: string, env: Record<string, string> = {}): Promise<string[]> {
    await symlink(resolve(import.meta.dirname, "../../../node_modules"), join(folder.path, "node_modules")).catch(
      () => {},
    );
    const script = join(folder.path, "script.cjs");
    await writeFile(script, text);
    const lines: string[] = [];
    const onLine = (line: string) => void lines.push(line);
    const child = new Child({
      ...{ run: { script }, args: [], cwd: folder.path, env: { PATH: process.env.PATH, ...env } },
      ...{ onStdout: onLine, onStderr: onLine },
    });
    await child.exited;
    return lines;
  }

  it("a slow module of the SDK is loaded only when something of it is used, and then wholly", async () => {
    const lines = await run(`
const entry = require.resolve("typescript");
const isLoaded = () => require.cache[entry].paths.length > 0;
const ts = require("typescript");
console.log(isLoaded());
console.log("transpile" in ts, ts.version, isLoaded());
const arborist = require("@npmcli/arborist");
console.log(new arborist({ path: "." }) instanceof arborist.Arborist, arborist.default === arborist.Arborist);
`);
    assert.match(lines.join("|"), /^false\|true \d+\.\d+\.\d+ true\|true true$/);
  });

  it("positions in a compiled program are those of its source", async () => {
    const map = { version: 3, sources: ["source.ts"], names: [], mappings: "AAAA;AAAA;AAAA;AAAA;AAAA;AAAA;AAAA" };
    const inline = Buffer.from(JSON.stringify(map)).toString("base64");
    const lines = await run(`require("source-map-support/register");
console.log(new Error().stack.split("\\n")[1]);
//# sourceMappingURL=data:application/json;base64,${inline}`);
    assert.match(lines[0] ?? "", /source\.ts:1:/);
  });

  it("compiled code is kept when a provider is ended by a signal", async () => {
    const kept = join(folder.path, "kept");
    await run(`process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 10_000);`, { NODE_COMPILE_CACHE: kept });
    assert.notDeepEqual(await readdir(kept, { recursive: true }), []);
  });
});
