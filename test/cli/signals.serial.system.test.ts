import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../helpers/imports.ts";
import { tinyStacks, type TinyStacks } from "../helpers/tiny-stacks.ts";

/** A signal may come at any moment: before anything runs, while nodes are made, by npm, or to its whole process group. */
describe("signals", function () {
  this.timeout(90_000);
  let stacks: TinyStacks;
  beforeEach(() => void (stacks = tinyStacks()));
  afterEach(() => stacks.remove());

  const started = (command: string, args: string[], env = stacks.env) => {
    const child = spawn(command, args, { cwd: root, env, detached: true });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => void (text += chunk.toString()));
    const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
    const sees = async (pattern: RegExp): Promise<void> => {
      while (!pattern.test(text)) {
        assert.equal(child.exitCode, null, text);
        await sleep(20);
      }
    };
    return { child, ended, sees, text: () => text };
  };
  const phases = () =>
    started(process.execPath, [join(root, "cli/main.mjs"), "-C", stacks.dir, "phases", "local", "--verbose"]);
  const left = (home: string): string[] =>
    globSync("/proc/[0-9]*/cmdline").filter((file) => {
      try {
        return readFileSync(file, "utf8").includes(home);
      } catch {
        return false;
      }
    });

  it("SIGINT and SIGTERM end a command with 105 while it is still loading", async () => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const { child, ended, text } = phases();
      // Long enough for Node to run our first line; on a fast machine the command may have begun, and the same holds.
      await sleep(600);
      child.kill(signal);
      assert.equal(await ended, 105, text());
      assert.deepEqual(left(stacks.home), []);
    }
  });

  it("SIGTERM ends a command with 105 while nodes and services are created, and removes them", async () => {
    for (const moment of [/EmulatedNode server creating/, /EmulatedWorkload storefront creating/]) {
      const { child, ended, sees, text } = phases();
      await sees(moment);
      child.kill("SIGTERM");
      assert.equal(await ended, 105, text());
      assert.match(text(), /^local destroyed: nothing left$/m);
      assert.deepEqual(left(stacks.home), []);
    }
  });

  for (const [how, signal] of [
    ["as a terminal sends it, to all of npm's processes", "SIGINT"],
    ["to npm alone, as a time limit does", "SIGTERM"],
  ] as const)
    it(`\`npm start\` ends with 105 and leaves nothing when ${signal} is sent ${how}`, async () => {
      const home = mkdtempSync(join(tmpdir(), "npm-start-"));
      const { child, ended, sees, text } = started("npm", ["start"], {
        ...process.env,
        STACKMARK_HOME: home,
        NO_COLOR: "1",
      });
      await sees(/1\/2 .* (rehearsing|measuring)/);
      if (signal === "SIGINT") process.kill(-child.pid!, signal);
      else child.kill(signal);
      assert.equal(await ended, 105, text());
      assert.match(text(), /^1\/2 {2}local .*destroyed: nothing left$/m);
      assert.deepEqual(left(home), []);
      rmSync(home, { recursive: true });
    });
});
