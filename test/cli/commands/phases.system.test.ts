import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { listRuns, readRun } from "../../../results/archive/index.ts";
import { processesOf, start as startOn } from "../../helpers/command.ts";
import { tinyStacks, type TinyStacks } from "../../helpers/tiny-stacks.ts";

/** The whole main job with the real program, nodes, link and load, on stacks of a few seconds. */
describe("the main job", function () {
  this.timeout(120_000);
  let stacks: TinyStacks;
  beforeEach(() => void (stacks = tinyStacks()));
  afterEach(() => stacks.remove());

  const start = (...args: string[]) => startOn(stacks, ...args);
  const stackmark = async (...args: string[]) => {
    const { ended, text } = start(...args);
    return { code: await ended, text: text() };
  };

  const processes = () => processesOf(stacks);
  /** What is said of cells that are evidence; seconds of load on a busy machine may leave a side with less, or with none. */
  const evidence = (what: RegExp) =>
    new RegExp(`${what.source}|as always with one repeat per side|holds for these deployments|No verdict: `);
  const cgroups = (): string[] =>
    globSync("/sys/fs/cgroup/**/stackmark/*").filter((path) => path.includes("stackmark-"));

  it("brings up, measures, archives and destroys two stacks, compares them and leaves nothing behind", async () => {
    const project = () => globSync(join(stacks.dir, "Pulumi*.yaml")).map((file) => readFileSync(file, "utf8"));
    const before = project();
    const { code, text } = await stackmark("phases", "local", "local-wan");
    assert.equal(code, 0, text);
    assert.match(text, /Phase 2 of 2: local-wan \(2 nodes/);
    assert.match(text, /low {2}\w+ \| \w+/, "the table has the level, with both cells' validity");
    assert.match(text, /cross-node traffic +0 B\/s +[1-9]/, "nothing crosses between nodes where there is one");
    assert.match(text, /Latency added by links/);
    assert.match(text, evidence(/Verdict inconclusive, as always with one repeat per side/));
    assert.match(text, /^destroyed: nothing left$/m);
    const report = text.match(/^report: (.*\.html)$/m)?.[1];
    assert.match(readFileSync(report!, "utf8"), /^<!doctype html>/i);
    assert.deepEqual(processes(), []);
    assert.deepEqual(
      cgroups().filter((path) => readdirSync(path).includes(stacks.home)),
      [],
    );
    assert.deepEqual(globSync(join(stacks.home, "local*", "{nodes,links}/*")), []);
    const runs = await listRuns(join(stacks.home, "runs"));
    assert.deepEqual(
      runs.map((run) => run.status),
      ["closed", "closed"],
    );
    assert.deepEqual(project(), before, "no file of the project was written");
    assert.deepEqual(readdirSync(stacks.dir).sort(), [
      "Pulumi.local-wan.yaml",
      "Pulumi.local.yaml",
      "Pulumi.yaml",
      "home",
      "infra",
      "node_modules",
    ]);
  });

  it("does both stacks in rounds, the second backwards on new machines, and compares each by all of its runs", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 3 }]);
    const { code, text } = await stackmark("phases", "local", "local-wan", "--rounds", "2");
    assert.equal(code, 0, text);
    const order = [...text.matchAll(/^(Round \d|Phase \d of 2: \S+)/gm)].map(([, what]) => what);
    const first = ["Round 1", "Phase 1 of 2: local", "Phase 2 of 2: local-wan"];
    assert.deepEqual(order, [...first, "Round 2", "Phase 1 of 2: local-wan", "Phase 2 of 2: local"]);
    assert.match(text, /local \(emulated, run .*\) {2}→ {2}local-wan \(/, "the stack named first is the baseline");
    const enough = /2 deployments per side, too few for a result about topologies/;
    assert.match(text, evidence(enough));
    assert.match(text, /^2 phases, 2 times each, in /m);
    const report = readFileSync(text.match(/^report: (.*\.html)$/m)![1]!, "utf8");
    assert.match(report, evidence(/2 deployments per side/), "the report says which variance its intervals cover");
    assert.equal(report.match(/<section[^>]* id="comparison-/g)?.length, 1, "it compares stacks, not runs");
    const runs = await listRuns(join(stacks.home, "runs"));
    const lives = await Promise.all(runs.map(async ({ dir }) => (await readRun(dir)).cells[0]!.output!.deployment));
    assert.equal(new Set(lives).size, 4, "each round has machines of its own");
  }).timeout(240_000);

  it("keeps serving after `up`, adds nothing in a second one, measures again by `run`, and ends by `destroy`", async () => {
    const first = await stackmark("up", "local");
    assert.ok(first.code === 0 || first.code === 98, first.text);
    const url = first.text.match(/storefront {2}(http\S+)/)![1]!;
    assert.equal((await fetch(url)).status, 200);
    if (first.code === 0) assert.match((await stackmark("up", "local")).text, /unchanged/);
    const again = await stackmark("run", "local");
    assert.match(again.text, /LoadRun load-low-1 (replaced|created)/);
    const runs = await listRuns(join(stacks.home, "runs"));
    assert.equal(runs.length, 2, "a new run id makes a new run in the archive");
    assert.equal((await stackmark("destroy", "local")).code, 0);
    await assert.rejects(fetch(url));
    assert.deepEqual(processes(), []);
  });

  it("ends on SIGINT with 105: what was measured is archived, and everything that was started is gone", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 60 }]);
    const phases = start("phases", "local", "local-wan");
    await phases.sees(/5[0-9]s left/);
    phases.child.kill("SIGINT");
    assert.equal(await phases.ended, 105, phases.text());
    assert.match(phases.text(), /results until then are kept/);
    assert.doesNotMatch(phases.text(), /Phase 2/);
    const [run] = await listRuns(join(stacks.home, "runs"));
    const cell = (await readRun(run!.dir)).cells[0]!;
    assert.equal(cell.output?.result.status, "partial");
    assert.ok(cell.output.result.accounting!.ok > 0);
    assert.deepEqual(processes(), []);
  });

  it("measures what is missing when a stack is brought up again after an interruption", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 8 }]);
    const up = start("up", "local");
    await up.sees(/[5-7]s left/);
    up.child.kill("SIGINT");
    assert.equal(await up.ended, 105, up.text());
    const again = await stackmark("up", "local");
    assert.match(again.text, /LoadRun load-low-1 updated/);
    const runs = await listRuns(join(stacks.home, "runs"));
    assert.equal(runs.length, 1, "it is the same run");
    assert.equal((await stackmark("destroy", "local")).code, 0);
  });

  it("stops a load from another shell by `stop`, keeping its results", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 60 }]);
    const up = start("up", "local");
    await up.sees(/5[0-9]s left/);
    assert.equal((await stackmark("stop", "local")).code, 0);
    assert.equal(await up.ended, 98, up.text());
    assert.match(up.text(), /load-low-1: partial/);
    await stackmark("destroy", "local");
  });

  it("goes on after a kill -9 of the whole command: the lock of the dead is removed, and no process is orphaned", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 60 }]);
    const up = start("up", "local");
    await up.sees(/5[0-9]s left/);
    up.child.kill("SIGKILL");
    await up.ended;
    stacks.levels([{ name: "low", users: 5, durationS: 3 }]);
    const again = await stackmark("up", "local");
    assert.match(again.text, /removed the lock of .* that process no longer exists/);
    assert.ok(again.code === 0 || again.code === 98, again.text);
    const destroyed = await stackmark("destroy", "local");
    assert.equal(destroyed.code, 0, destroyed.text);
    assert.doesNotMatch(destroyed.text, /pending|unknown state/, "what was adopted is no longer warned of");
    assert.deepEqual(processes(), []);
    assert.ok(!existsSync(join(stacks.home, "local/nodes/server")));
  });

  it("refuses a second run at the same time, and says who holds the lock", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 30 }]);
    const up = start("up", "local");
    await up.sees(/2[0-9]s left/);
    const second = await stackmark("up", "local");
    assert.notEqual(second.code, 0);
    assert.match(second.text, new RegExp(`pid ${up.child.pid}`));
    up.child.kill("SIGINT");
    assert.equal(await up.ended, 105, up.text());
    await stackmark("destroy", "local");
  });
});
