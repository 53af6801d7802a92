import assert from "node:assert/strict";
import fc from "fast-check";
import { isGoodEnd, LOAD_TOOLS, TOOL_NAMES, usersOf, type ToolRun } from "../../../infra/catalog/load-tools.ts";

const RUN: ToolRun = {
  ...{ file: "/code/shop", target: "http://shop.shop.svc:8080", folder: "/work/results" },
  ...{ users: 10, spawnRatePerS: 5, durationMs: 60_000 },
};
const partsOf = (count: number, run: ToolRun = RUN): ToolRun[] =>
  Array.from({ length: count }, (_, index) => ({ ...run, part: { index, count, first: "10.42.0.5" } }));
const after = (args: readonly string[], option: string): string | undefined => args[args.indexOf(option) + 1];
const jmeterProperty = (args: readonly string[], name: string): string | undefined =>
  args.find((arg) => arg.startsWith(`-J${name}=`))?.split("=")[1];

describe("the division of a tool's load", () => {
  it("all users have a part, and no part has two more than another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 200 }), (users, count) => {
        const shares = Array.from({ length: count }, (_, index) => usersOf(users, { index, count }));
        assert.equal(
          shares.reduce((sum, share) => sum + share),
          users,
        );
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1);
      }),
    );
  });

  it("k6 gets segments that follow one another and are the whole", () => {
    const segments = partsOf(3).map((run) => LOAD_TOOLS.k6.args(run));
    assert.deepEqual(
      segments.map((args) => after(args, "--execution-segment")),
      ["0:1/3", "1/3:2/3", "2/3:1"],
    );
    for (const args of segments) {
      assert.equal(after(args, "--execution-segment-sequence"), "0,1/3,2/3,1");
      // k6 divides them itself.
      assert.equal(after(args, "--vus"), "10");
    }
  });

  it("the first part of Locust is the master and expects all workers, one of which runs beside it", () => {
    const { args, besideArgs } = LOAD_TOOLS.locust;
    const [first, ...others] = partsOf(3) as [ToolRun, ToolRun, ToolRun];
    assert.ok(args(first).includes("--master"));
    assert.deepEqual([after(args(first), "--expect-workers"), after(args(first), "--users")], ["3", "10"]);
    for (const worker of [besideArgs!(first)!, ...others.map(args)]) {
      assert.ok(worker.includes("--worker") && !worker.includes("--users"));
      assert.equal(after(worker, "--master-host"), "10.42.0.5");
    }
    assert.deepEqual(
      others.map((run) => besideArgs!(run)),
      [undefined, undefined],
    );
  });

  it("each part of JMeter gets its share of the users, who start over the same time", () => {
    const parts = partsOf(3).map((run) => LOAD_TOOLS.jmeter.args(run));
    assert.deepEqual(
      parts.map((args) => jmeterProperty(args, "users")),
      ["3", "3", "4"],
    );
    for (const args of parts) assert.equal(jmeterProperty(args, "rampup"), "2");
  });

  it("a single part is given what a process on this machine is", () => {
    const [only] = partsOf(1) as [ToolRun];
    for (const name of TOOL_NAMES) {
      assert.deepEqual(LOAD_TOOLS[name].args(only), LOAD_TOOLS[name].args(RUN));
      assert.equal(LOAD_TOOLS[name].besideArgs?.(only), undefined);
    }
  });

  it("the files that are read are among those that are fetched", () => {
    for (const { results, thresholds, files } of Object.values(LOAD_TOOLS))
      for (const file of [results, ...(thresholds === undefined ? [] : [thresholds])]) assert.ok(files.includes(file));
  });

  it("an end is good with the codes of the tool, and never if it is not known", () => {
    assert.deepEqual(
      [0, 99, 107, null].map((code) => isGoodEnd(LOAD_TOOLS.k6, code)),
      [true, true, false, false],
    );
    assert.deepEqual(
      [0, 3, 137, null].map((code) => isGoodEnd(LOAD_TOOLS.locust, code)),
      [true, true, false, false],
    );
  });
});
