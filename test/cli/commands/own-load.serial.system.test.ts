import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../../helpers/command.ts";
import { root } from "../../helpers/imports.ts";
import { needsTool } from "../../helpers/load-tools.ts";
import { tinyStacks, type TinyStacks } from "../../helpers/tiny-stacks.ts";

const SCENARIO = `
import { PATH } from "./path.ts";
export default {
  name: "own",
  thinkTime: { kind: "constant", ms: 100 },
  state: () => undefined,
  tasks: [{ name: "look", weight: 1, run: (user: { get(path: string): Promise<unknown> }) => user.get(PATH) }],
};
`;
const LOAD = {
  scenario: "./own.ts",
  ...{ rehearsalS: 0, warmUpS: 1, gracefulStopS: 2 },
  objectives: ["p95<2s", "failures<5%"],
  levels: [
    { name: "open", ratePerS: 20, durationS: 4 },
    { name: "steps", shape: "steps", users: 6, steps: 3, rampS: 6, holdS: 1 },
    { name: "spike", shape: "spike", users: 2, spawnRatePerS: 10, spikeUsers: 12, holdS: 2, durationS: 16 },
    { name: "stress", shape: "stress", spawnRatePerS: 2, durationS: 8, windowS: 2 },
  ],
};

/** The real program, node and load. */
describe("the user's own load as levels of a stack", function () {
  this.timeout(300_000);
  let stacks: TinyStacks;
  const stackmark = async (...args: string[]) => {
    const { ended, text, out } = start(stacks, ...args);
    return { code: await ended, text: text(), out: out() };
  };
  const write = (load: object, path = "/") => {
    const topology = { nodes: [{ name: "server", cloud: "local", role: "server" }] };
    const config = { "stackmark:topology": topology, "stackmark:load": load };
    writeFileSync(join(stacks.dir, "Pulumi.local.yaml"), JSON.stringify({ config }));
    writeFileSync(join(stacks.dir, "own.ts"), SCENARIO);
    writeFileSync(join(stacks.dir, "path.ts"), `export const PATH = ${JSON.stringify(path)};\n`);
  };
  before(() => void (stacks = tinyStacks()));
  after(async () => {
    await stackmark("destroy", "local");
    stacks.remove();
  });

  it("a scenario that is missing is a problem before anything starts", async () => {
    write({ ...LOAD, scenario: "./none.ts" });
    const { code, text } = await stackmark("up", "local");
    assert.equal(code, 2, text);
    assert.match(text, /load\.scenario = "\.\/none\.ts": there is no file/);
  });

  it("up measures open, stepped, spiked and stressed levels, and its outputs have their derived metrics", async () => {
    write(LOAD);
    const up = await stackmark("up", "local");
    assert.ok(up.code === 0 || up.code === 98, up.text);
    const { out } = await stackmark("outputs", "local", "--json");
    const outputs = JSON.parse(out);
    assert.deepEqual(
      outputs.load.map(({ level, result }: any) => [level, result.spec.scenario, result.spec.model]),
      [
        ["open", "./own.ts", "open"],
        ["steps", "./own.ts", "closed"],
        ["spike", "./own.ts", "closed"],
        ["stress", "./own.ts", "closed"],
      ],
    );
    assert.ok(outputs.load.every(({ result }: any) => /^[0-9a-f]{64}$/.test(result.spec.scenarioDigest)));
    assert.doesNotMatch(out, new RegExp(stacks.dir), "results name no paths of this machine");
    const valid = outputs.load.filter(({ result }: any) => result.status !== "invalid").map(({ level }: any) => level);
    const figures = outputs.derived.map(({ metric, level }: any) => `${level} ${metric}`);
    if (valid.includes("spike")) assert.ok(figures.includes("spike recovery"), figures.join());
    if (valid.includes("stress")) assert.ok(figures.includes("stress capacity"), figures.join());
    if (valid.includes("steps")) assert.ok(figures.includes("steps capacity"), figures.join());
  });

  it("a file that the scenario imports changes the load, which is measured again; else nothing is", async () => {
    const same = await stackmark("preview", "local");
    assert.doesNotMatch(same.text, /load-open-1 (replace|create)/);
    write(LOAD, "/cart");
    const changed = await stackmark("preview", "local");
    assert.match(changed.text, /load-open-1.*replace|replace.*load-open-1/);
  });

  it("a k6 script is a load of its own, and up fails if a threshold of the script does not hold", async function () {
    needsTool(this, "k6");
    const script = readFileSync(join(root, "examples/tools/shop.k6.mjs"), "utf8");
    writeFileSync(join(stacks.dir, "shop.k6.mjs"), script.replace("p(95)<500", "p(95)<0.001"));
    write({ tool: "k6", file: "./shop.k6.mjs", levels: [{ name: "low", users: 2, durationS: 5 }] });
    const up = await stackmark("up", "local");
    assert.equal(up.code, 99, up.text);
    const outputs = JSON.parse((await stackmark("outputs", "local", "--json")).out);
    const [{ level, result }] = outputs.load;
    assert.deepEqual([level, result.spec.tool, result.spec.scenario], ["low", "k6", "./shop.k6.mjs"]);
    assert.ok(result.overall.ok > 10, JSON.stringify(result.overall));
    assert.deepEqual(
      result.thresholds.map(({ threshold, holds }: any) => [threshold, holds]),
      [
        ["http_req_duration: p(95)<0.001", false],
        ["http_req_failed: rate<0.01", true],
      ],
    );
  });
});
