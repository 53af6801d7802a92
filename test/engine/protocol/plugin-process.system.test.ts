import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startPlugin } from "../../../engine/protocol/plugin-process.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("the process of a plugin", () => {
  const folder = temporaryFolder();

  async function start(program: string, signal?: AbortSignal) {
    const script = join(folder.path, "plugin.mjs");
    await writeFile(script, program);
    const quiet = { onStdout: () => {}, onStderr: () => {} };
    const where = { cwd: folder.path, env: { PATH: process.env.PATH }, args: [] };
    return startPlugin({ name: "the plugin", run: { script }, ...where, ...quiet, ...(signal ? { signal } : {}) });
  }

  it("a plugin that ends before it is ready is reported with its exit code", async () => {
    await assert.rejects(start("process.exit(3)"), { code: "ENGINE_PROVIDER_START", message: /\(exit code 3\)/ });
  });

  it("a plugin that never becomes ready is killed on abort, even if the abort came before its start", async () => {
    const controller = new AbortController();
    const starting = start("setInterval(() => {}, 1000)", controller.signal);
    controller.abort();
    await assert.rejects(starting, { code: "ENGINE_PROVIDER_START", message: /\(SIGKILL\)/ });
    await assert.rejects(start("setInterval(() => {}, 1000)", controller.signal), /SIGKILL/);
  });
});
