import assert from "node:assert/strict";
import { globSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { listRuns, readRun } from "../../../results/archive/index.ts";
import { processesOf, start as startOn } from "../../helpers/command.ts";
import { tinyStacks, type TinyStacks } from "../../helpers/tiny-stacks.ts";

/** The real program, nodes, link and load, on stacks of a few seconds. */
describe("stackmark phases", function () {
  this.timeout(300_000);
  let stacks: TinyStacks;
  beforeEach(() => void (stacks = tinyStacks()));
  afterEach(() => stacks.remove());

  const start = (...args: string[]) => startOn(stacks, ...args);
  const stackmark = async (...args: string[]) => {
    const { ended, text } = start(...args);
    return { code: await ended, text: text() };
  };

  const processes = () => processesOf(stacks);
  /** What is printed of cells that are evidence. On a busy machine, a few seconds of load may leave a side with less or none. */
  const evidence = (what: RegExp) =>
    new RegExp(`${what.source}|one run a side; run-to-run spread|holds for these deployments|No verdict: `);
  const cgroups = (): string[] =>
    globSync("/sys/fs/cgroup/**/stackmark/*").filter((path) => path.includes("stackmark-"));

  it("phases brings up, measures, archives and destroys two stacks, compares them and leaves nothing behind", async () => {
    const project = () => globSync(join(stacks.dir, "Pulumi*.yaml")).map((file) => readFileSync(file, "utf8"));
    const before = project();
    const { code, text } = await stackmark("phases", "local", "local-wan");
    assert.equal(code, 0, text);
    assert.match(text, /^1\/2 {2}local {6}1 node {2}deployed in .*, measured in .*, destroyed: nothing left$/m);
    assert.match(text, /^2\/2 {2}local-wan {2}2 nodes {2}measuring low, 1 of 1$/m);
    const traffic = /cross-node traffic +local +0 B\/s\n +local-wan +[1-9]/;
    assert.match(text, traffic, "nothing crosses between nodes where there is one");
    assert.match(text, /^Mean latency that the links add, from local to local-wan\n {2}low +\d/m);
    assert.match(text, /One\s+run\s+a\s+side:\s+\S|^No verdict from local to local-wan: /m);
    assert.match(text, /^destroyed: nothing left; 2 phases, in /m);
    assert.ok(text.split("\n").length <= 40, "all of it fits on one screen");
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
      ["complete", "complete"],
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

  it("phases --rounds repeats all stacks on new machines, in reverse order every second time, and compares all runs of each", async () => {
    const { code, text } = await stackmark("phases", "local", "local-wan", "--rounds", "2", "--verbose");
    assert.equal(code, 0, text);
    const order = [...text.matchAll(/^(?:Round (\d)|Phase \d\/\d: (\S+))/gm)].map(([, round, stack]) => round ?? stack);
    assert.deepEqual(order, ["1", "local", "local-wan", "2", "local-wan", "local"]);
    assert.match(
      text,
      /^local {6}local-\S+ \(emulated\)\nlocal-wan {2}local-wan-/m,
      "the stack named first is the baseline",
    );
    const enough = /2 deployments per side, too few for a result about topologies/;
    assert.match(text, evidence(enough));
    assert.match(text, /; 2 phases, 2 times each, in /m);
    const report = readFileSync(text.match(/^report: (.*\.html)$/m)![1]!, "utf8");
    assert.match(report, evidence(/2 deployments per side/), "the report says which variance its intervals cover");
    assert.equal(report.match(/<section[^>]* id="comparison-/g)?.length, 1, "it compares stacks, not runs");
    const runs = await listRuns(join(stacks.home, "runs"));
    const lives = await Promise.all(runs.map(async ({ dir }) => (await readRun(dir)).cells[0]!.output!.deployment));
    assert.equal(new Set(lives).size, 4, "each round has machines of its own");
  });

  it("phases exits with 105 on SIGINT: the results are archived, and everything that was started is gone", async () => {
    stacks.levels([{ name: "low", users: 5, durationS: 60 }]);
    const phases = start("phases", "local", "local-wan", "--verbose");
    await phases.sees(/0:5\d left/);
    phases.child.kill("SIGINT");
    assert.equal(await phases.ended, 105, phases.text());
    assert.match(phases.text(), /results until then are kept/);
    assert.doesNotMatch(phases.text(), /Phase 2\/2/);
    const [run] = await listRuns(join(stacks.home, "runs"));
    const cell = (await readRun(run!.dir)).cells[0]!;
    assert.equal(cell.output?.result.status, "partial");
    assert.ok(cell.output.result.accounting!.ok > 0);
    assert.deepEqual(processes(), []);
  });
});
