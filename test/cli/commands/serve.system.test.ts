import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { startTicks } from "../../../base/process-identity.ts";
import { eventually } from "../../helpers/eventually.ts";
import { root } from "../../helpers/imports.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("stackmark serve", () => {
  const home = temporaryFolder();
  const env = () => ({ ...process.env, STACKMARK_HOME: home.path });

  it("serve shows the archive until it is interrupted, and then exits with 0", async () => {
    const child = spawn(process.execPath, [join(root, "cli/main.mjs"), "serve", "--port", "0"], { env: env() });
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const url = /http:\S+/.exec(said.toString())![0];
    assert.match(await (await fetch(url)).text(), /The archive is empty/);
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  }).timeout(20_000);

  it("the server ends when the command that started it is killed, also if a shell between them survives", async () => {
    // As npx does: a process starts a shell, and the shell starts the command. The first line is the pid of the latter.
    const serve = '"$0" "$1" serve --port 0 & echo $!; wait';
    const starter = `
      const shell = require("child_process").spawn("sh", ["-c", ${JSON.stringify(serve)}, process.execPath, process.argv[1]], { stdio: "inherit" });
      shell.on("exit", () => process.exit());
    `;
    const started = spawn(process.execPath, ["-e", starter, join(root, "cli/main.mjs")], {
      env: env(),
      detached: true,
    });
    let text = "";
    started.stdout.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    const ended = once(started, "exit");
    try {
      await eventually(() => /^\d+\n[^]*the archive is at http/.test(text), "the server listens");
    } finally {
      started.kill("SIGKILL");
      await ended;
    }
    const pid = Number.parseInt(text);
    await eventually(() => startTicks(pid) === undefined, "the server ends");
  }).timeout(30_000);
});
