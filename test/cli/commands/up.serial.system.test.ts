import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listRuns } from "../../../results/archive/index.ts";
import { processesOf, start as startOn } from "../../helpers/command.ts";
import { tinyStacks, type TinyStacks } from "../../helpers/tiny-stacks.ts";

const commandsOn = (stacks: () => TinyStacks) => {
  const start = (...args: string[]) => startOn(stacks(), ...args);
  return {
    start,
    stackmark: async (...args: string[]) => {
      const { ended, text } = start(...args);
      return { code: await ended, text: text() };
    },
    setLevel: (durationS: number) => stacks().levels([{ name: "low", users: 5, durationS }]),
    runIds: async () => (await listRuns(join(stacks().home, "runs"))).map(({ runId }) => runId),
  };
};

/** The real program, node and load. All tests use one stack, and each starts with an `up` from whatever state it is in. */
describe("stackmark up, run, stop and destroy", function () {
  this.timeout(300_000);
  let stacks: TinyStacks;
  before(() => void (stacks = tinyStacks()));
  after(async () => {
    await stackmark("destroy", "local");
    stacks.remove();
  });
  const { start, stackmark, setLevel, runIds } = commandsOn(() => stacks);

  it("up leaves the services running, a second up changes nothing, and run measures again with a new run id", async () => {
    setLevel(3);
    const first = await stackmark("up", "local");
    assert.ok(first.code === 0 || first.code === 98, first.text);
    const url = first.text.match(/storefront {2}(http\S+)/)![1]!;
    assert.equal((await fetch(url)).status, 200);
    if (first.code === 0) assert.match((await stackmark("up", "local")).text, /unchanged/);
    const refused = await stackmark("phases", "local");
    assert.deepEqual([refused.code, (await fetch(url)).status], [2, 200], refused.text);
    assert.match(refused.text, /Nothing was started.*\n {2}- local: `stackmark destroy local`/);
    const before = await runIds();
    const again = await stackmark("run", "local");
    assert.match(again.text, /LoadRun load-low-1 (replaced|created)/);
    assert.equal((await runIds()).length, before.length + 1, "a new run id makes a new run in the archive");
  });

  it("a second up of a stack is refused while the first runs, and names the process that holds the lock", async () => {
    setLevel(30);
    const up = start("up", "local");
    await up.sees(/0:2\d left/);
    const second = await stackmark("up", "local");
    assert.notEqual(second.code, 0);
    assert.match(second.text, new RegExp(`pid ${up.child.pid}, main.mjs up local.* since[^]*stackmark stop local`));
    up.child.kill("SIGINT");
    assert.equal(await up.ended, 105, up.text());
  });

  it("up after an interruption measures what is missing, in the same run", async () => {
    setLevel(8);
    const up = start("up", "local");
    await up.sees(/0:0[5-7] left/);
    up.child.kill("SIGINT");
    assert.equal(await up.ended, 105, up.text());
    const before = await runIds();
    const again = await stackmark("up", "local");
    assert.match(again.text, /LoadRun load-low-1 updated/);
    assert.deepEqual(await runIds(), before, "it is the same run");
  });

  it("stop ends the load of an up in another shell, which keeps its results and exits with 105", async () => {
    setLevel(60);
    const up = start("up", "local");
    await up.sees(/0:5\d left/);
    assert.equal((await stackmark("stop", "local")).code, 0);
    assert.equal(await up.ended, 105, up.text());
    assert.match(up.text(), /load-low-1 .*; partial: A stop of the stack.s load was requested\./);
  });

  it("destroy ends the services and leaves no process", async () => {
    setLevel(3);
    const up = await stackmark("up", "local");
    const url = up.text.match(/storefront {2}(http\S+)/)![1]!;
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await stackmark("destroy", "local")).code, 0);
    await assert.rejects(fetch(url));
    assert.deepEqual(processesOf(stacks), []);
  });
});

describe("stackmark up after a crash", function () {
  this.timeout(300_000);
  let stacks: TinyStacks;
  beforeEach(() => void (stacks = tinyStacks()));
  afterEach(() => stacks.remove());
  const { start, stackmark, setLevel } = commandsOn(() => stacks);

  it("up continues after a kill -9 of the first up: it removes the lock of the dead process, and no process is orphaned", async () => {
    setLevel(60);
    const up = start("up", "local");
    await up.sees(/0:5\d left/);
    up.child.kill("SIGKILL");
    await up.ended;
    setLevel(3);
    const again = await stackmark("up", "local");
    assert.match(again.text, /removed the lock of .* that process no longer exists/);
    assert.ok(again.code === 0 || again.code === 98, again.text);
    const destroyed = await stackmark("destroy", "local");
    assert.equal(destroyed.code, 0, destroyed.text);
    assert.doesNotMatch(destroyed.text, /pending|unknown state/, "what was adopted is no longer warned of");
    assert.deepEqual(processesOf(stacks), []);
    assert.ok(!existsSync(join(stacks.home, "local/nodes/server")));
  });
});
