import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runLoad } from "../../../loadgen/index.ts";
import { cellSchema } from "../../../loadgen/schema/index.ts";
import { countingServer } from "../helpers/counting-server.ts";

const runner = fileURLToPath(new URL("../../../bench/load/ours.mjs", import.meta.url));

const moduleOf = (task: string, top = "") => `${top}
export default { name: "shop", thinkTime: { kind: "constant", ms: 50 }, state: () => undefined,
  tasks: [{ name: "visit", weight: 1, run: async (user) => {
    ${task}
  } }] };`;

/** Runs a load of one user, with a JSON result, whose only task has this body; as a process, for its standard streams. */
async function runTask(task: string, top = "") {
  const folder = await mkdtemp(join(tmpdir(), "scenario-code-"));
  try {
    await using server = await countingServer();
    await writeFile(join(folder, "shop.mjs"), moduleOf(task, top));
    const argv = [runner, server.url, "--scenario", "shop.mjs", "-u", "1", "-d", "1s", "--json"];
    const run = promisify(execFile)(process.execPath, argv, { cwd: folder });
    const { stdout, stderr } = await run.catch((error: unknown) => error as { stdout: string; stderr: string });
    const result = cellSchema.parse(JSON.parse(stdout));
    return { result, stderr, requests: server.counts.requests };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("a scenario's code in a worker", function () {
  this.timeout(60_000);

  it("what a scenario prints goes to stderr, and harms neither the load nor its JSON on stdout", async () => {
    const task = 'console.log("in a task"); process.stdout.write("raw\\n"); await user.get("/");';
    const top = 'console.log("at the top"); setTimeout(() => console.log("from a timer"), 1);';
    const { result, stderr, requests } = await runTask(task, top);
    assert.deepEqual([result.reasons.map(({ code }) => code), result.accounting.sent], [[], requests]);
    for (const text of ["in a task\n", "raw\n", "at the top\n", "from a timer\n"])
      assert.ok(stderr.includes(text), text);
  });

  for (const [title, task, what] of [
    [
      "two requests at once",
      'await Promise.all([user.get("/a"), user.get("/b")]);',
      /GET \/b came before the answer to GET \/a; a user sends one request at a time: await each/,
    ],
    ["requests without await", 'user.get("/a"); user.get("/b");', /GET \/b came before the answer to GET \/a/],
    ["a last request without await", 'user.get("/a");', /the task ended before the answer to GET \/a/],
    ["a rejection that nobody awaits", 'Promise.reject(new Error("lost")); await user.get("/");', /failed: lost/],
    [
      "a throw in a timer that its task waits for",
      'await new Promise(() => setTimeout(() => { throw new Error("late"); }, 5));',
      /failed: late/,
    ],
    [
      "a misspelt option that only the run shows",
      'const options = { ["exp" + "ct"]: { status: 200 } }; await user.get("/", options);',
      /GET \/: there is no option expct; did you mean expect\?/,
    ],
    ["process.exit", 'await user.get("/"); process.exit(3);', /failed: process\.exit\(3\) was called/],
    ["process.exit in a try", 'try { process.exit(); } catch { await user.get("/"); }', /process\.exit\(\) was called/],
    ["a request that can't be sent", 'const path = "no-slash"; await user.get(path);', /RequestInvalid: GET no-slash/],
  ] as const) {
    it(`${title} ends the load as scenario-failed, with file and line, and the audits hold`, async () => {
      const { result, stderr } = await runTask(task);
      const [failed, ...others] = result.reasons.filter(
        ({ code }) => !["generator-limited", "no-requests"].includes(code),
      );
      assert.match(failed!.message, what);
      assert.match(failed!.message, /\(shop\.mjs:4:\d+\)$/);
      assert.deepEqual([failed!.code, others, stderr], ["scenario-failed", [], ""]);
      assert.deepEqual(
        result.accounting.audits.filter(({ holds }) => !holds),
        [],
      );
    });
  }

  it("a rejection at the top of a module ends the load as scenario-failed", async () => {
    const { result, stderr } = await runTask('await user.get("/");', 'Promise.reject(new Error("at the top"));');
    assert.match(result.reasons[0]!.message, /failed: at the top \(shop\.mjs:1:16\)/);
    assert.equal(stderr, "");
  });

  it("a task that loops for ever loses its worker soon after a stop, and the reason says that its code kept it busy", async () => {
    const folder = await mkdtemp(join(tmpdir(), "scenario-code-"));
    try {
      const stop = new AbortController();
      await using server = await countingServer((_, response) => {
        response.end();
        setTimeout(() => stop.abort(), 300);
      });
      const scenario = join(folder, "shop.mjs");
      await writeFile(scenario, moduleOf('await user.get("/"); for (;;);'));
      const users = { model: "closed", users: 1, spawnRatePerS: 1 };
      const spec = { ...users, scenario, target: server.url, durationMs: 300_000, warmUpMs: 1000 };
      const { result } = await runLoad(spec, { signal: stop.signal });
      const lost = result.reasons.find(({ code }) => code === "worker-lost");
      assert.match(
        lost!.message,
        /^Worker 1 of 1: it reported nothing for \d+ s and was killed: the scenario's code kept it busy/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
