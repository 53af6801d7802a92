import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listRuns, readRun } from "../../../results/archive/index.ts";
import { processesOf, start, type Started } from "../../helpers/command.ts";
import { tinyStacks, type TinyStacks } from "../../helpers/tiny-stacks.ts";

/** Two stacks at once, with the real program, nodes, link and load. */
describe("diff --live", function () {
  this.timeout(300_000);
  let stacks: TinyStacks;
  let command: Started;
  beforeEach(() => {
    stacks = tinyStacks();
    stacks.levels([{ name: "low", users: 10, durationS: 3 }]);
  });
  afterEach(async () => {
    // A command that is still running destroys its stacks on SIGINT.
    command.child.kill("SIGINT");
    await command.ended;
    stacks.remove();
  });

  const live = (...more: string[]) =>
    (command = start(stacks, "diff", "--live", "local", "local-wan", "--repeats", "2", ...more));
  const turns = (text: string) =>
    [...text.matchAll(/^Turn \d of 4: (\S+), repeat (\d) of 2 {2}deploying$/gm)].map(([, ...turn]) => turn);
  const ends = (text: string) => [...text.matchAll(/^(\S+) destroyed: nothing left$/gm)].map(([, stack]) => stack);

  it("diff --live measures A B B A on machines that stay up, compares the pairs as JSON, and destroys both stacks", async () => {
    const { ended, text, out } = live("--json");
    const code = await ended;
    const order = [
      ["local", "1"],
      ["local-wan", "1"],
      ["local-wan", "2"],
      ["local", "2"],
    ];
    assert.equal(code, 0, text());
    assert.deepEqual(turns(text()), order);
    assert.equal((JSON.parse(out()) as { kind: string }).kind, "stackmark-comparison", "only JSON is on stdout");
    // A cell of 3 s that a busy machine makes unsteady is no evidence, and leaves its side with one repeat.
    assert.match(text(), /The sides took turns|one run (a side|of \S+); run-to-run spread|No verdict: /);
    assert.deepEqual(ends(text()).sort(), ["local", "local-wan"]);
    const report = readFileSync(/^report: (.*\.html)$/m.exec(text())![1]!, "utf8");
    assert.match(report, /local-\S+ and 1 earlier/, "each side is one run of two repeats");
    assert.deepEqual(processesOf(stacks), []);
    const runs = await Promise.all((await listRuns(join(stacks.home, "runs"))).map(({ dir }) => readRun(dir)));
    const lives = runs.map(({ cells }) => cells[0]!.output!.deployment);
    assert.deepEqual([lives.length, new Set(lives).size], [4, 2], "four runs on two deployments");
  });

  it("diff --live exits with 105 on SIGINT, keeps its results, and destroys both stacks", async () => {
    const { child, ended, sees, text } = live();
    await sees(/Turn 2 of 4[^]*measuring low/);
    child.kill("SIGINT");
    assert.equal(await ended, 105, text());
    assert.deepEqual(turns(text()).length, 2);
    assert.deepEqual(ends(text()).sort(), ["local", "local-wan"]);
    assert.deepEqual(processesOf(stacks), []);
    const [first] = (await listRuns(join(stacks.home, "runs"))).filter(({ stack }) => stack === "local");
    assert.equal((await readRun(first!.dir)).cells[0]!.output?.result.status, "complete");
  });
});
