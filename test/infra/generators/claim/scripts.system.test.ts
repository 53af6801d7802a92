/** The scripts on a home folder of the test's own, by this machine's shell. */
import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { claimedScript, exactly, ofStack, releaseScript } from "../../../../infra/generators/claim/scripts.ts";
import { surveyScript } from "../../../../infra/generators/install.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

const run = promisify(execFile);

const NODE = ".stackmark/generator/aa/node";
const OLD = ".stackmark/generator/bb/generator.mjs";
const NEW = ".stackmark/generator/cc/generator.mjs";
const OFFICE = "office-0a1b2c3d";
const OTHER = "office-2-4e5f6a7b";
const NODE_WORKER = [process.execPath, "-e", "setInterval(() => {}, 1000)"];

describe("what stacks have on a generator machine that they share", function () {
  this.timeout(30_000);
  const home = temporaryFolder();
  const sh = async (script: string): Promise<string[]> => {
    const { stdout } = await run("sh", ["-c", script], { env: { ...process.env, HOME: home.path } });
    return stdout.split("\n").filter((line) => line !== "");
  };
  const there = async (): Promise<string[]> => (await readdir(home.path, { recursive: true })).sort();

  const install = async (paths: readonly string[], claim: string): Promise<void> => {
    await sh(surveyScript(paths, claim));
    for (const path of paths) await writeFile(join(home.path, path), path);
  };

  /** A worker as a load starts it, in a process group of its own. */
  async function worker(load: string, claim: string, command = NODE_WORKER): Promise<ChildProcess> {
    const folder = join(home.path, ".stackmark/loads", load);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "claim"), `${claim}\n`);
    const child = spawn(command[0]!, [...command.slice(1), "serve", folder], { detached: true });
    await once(child, "spawn");
    await writeFile(join(folder, "pid"), `${child.pid}\n`);
    return child;
  }

  it("a survey prints the digest of what is there already", async () => {
    await install([NODE], OFFICE);
    const [, ...sums] = await sh(surveyScript([NODE, OLD], OTHER));
    assert.equal(sums.length, 1);
    assert.match(sums[0]!, /^[0-9a-f]{64} .*aa\/node$/);
  });

  it("a version stays until the last stack that uses it has released it, and then nothing is left", async () => {
    await install([NODE, OLD], OFFICE);
    await install([NODE, NEW], OTHER);
    await sh(releaseScript(exactly(OFFICE)));
    const left = await there();
    assert.ok(left.includes(NODE) && left.includes(NEW), left.join(" "));
    assert.ok(!left.some((path) => path.startsWith(".stackmark/generator/bb")), left.join(" "));
    await sh(releaseScript(exactly(OTHER)));
    assert.deepEqual(await there(), []);
  });

  it("a release leaves what it did not make, and a second one changes nothing", async () => {
    await install([NODE], OFFICE);
    await writeFile(join(home.path, ".stackmark/notes"), "mine");
    await mkdir(join(home.path, ".stackmark/generator/unclaimed"));
    await sh(releaseScript(exactly(OFFICE)));
    await sh(releaseScript(exactly(OFFICE)));
    assert.deepEqual(await there(), [
      ".stackmark",
      ".stackmark/generator",
      ".stackmark/generator/unclaimed",
      ".stackmark/notes",
    ]);
  });

  it("a release ends workers that a killed load of its stack left, and no other's", async () => {
    const [own, foreign] = [await worker("one-1", OFFICE), await worker("two-1", OTHER)];
    try {
      await sh(releaseScript(exactly(OFFICE)));
      if (own.signalCode === null) await once(own, "exit");
      assert.equal(own.signalCode, "SIGKILL");
      assert.deepEqual(await readdir(join(home.path, ".stackmark/loads")), ["two-1"]);
      assert.equal(foreign.signalCode, null);
    } finally {
      for (const child of [own, foreign]) child.kill("SIGKILL");
    }
  });

  it("a release ends what a worker has started, such as the Java of JMeter's script", async () => {
    const script = await worker("one-1", OFFICE, ["sh", "-c", "sleep 1000 & echo started; wait"]);
    await once(script.stdout!, "data");
    // Its output ends with the last process that has it.
    const ended = once(script, "close");
    await sh(releaseScript(exactly(OFFICE)));
    await ended;
    assert.deepEqual(await there(), []);
  });

  it("what stacks of a name still have is listed, and not what stacks have whose names begin alike", async () => {
    assert.deepEqual(await sh(claimedScript(ofStack("office"))), []);
    await install([NODE], OFFICE);
    await install([NODE, NEW], OTHER);
    const child = await worker("one-1", OFFICE);
    try {
      const listed = await sh(claimedScript(ofStack("office")));
      assert.deepEqual(listed, ["~/.stackmark/loads/one-1", "~/.stackmark/generator/aa"]);
      await sh(releaseScript(ofStack("office")));
      assert.deepEqual(await sh(claimedScript(ofStack("office"))), []);
      assert.equal((await sh(claimedScript(ofStack("office-2")))).length, 2);
    } finally {
      child.kill("SIGKILL");
    }
  });
});
