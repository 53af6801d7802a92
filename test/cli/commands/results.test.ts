import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../helpers/imports.ts";
import { stackmark as inProcess } from "../helpers/in-process.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const fixture = (side: string, name: string) => join(root, "test/fixtures/import", side, name);

describe("the archive on the command line", () => {
  const folder = temporaryFolder();
  const stackmark = (...args: string[]) => inProcess(join(folder.path, "home"), ...args);
  const imported = (side: string, name: string) =>
    stackmark("results", "import", fixture(side, name), "--stack", side, "--run-id", side);
  const file = (...path: string[]) => join(folder.path, "home/runs", ...path);

  it("an empty archive is listed as empty", async () => {
    assert.deepEqual(await stackmark("results", "ls"), { code: 0, out: "The archive is empty.\n", err: "" });
    assert.match((await stackmark("results", "show", "none")).err, /There is no run "none"/);
  });

  it("a run of another tool is imported, listed, shown, verified and compared", async () => {
    assert.match((await imported("base", "jmeter.jtl")).out, /run base: 1 cell from JMeter JTL/);
    await imported("cand", "jmeter.jtl");
    assert.match((await stackmark("results", "ls")).out, /^base +base +complete/m);
    assert.match(
      (await stackmark("results", "show", "base")).out,
      /^base run base, imported, complete\n.*\nimported +207 req\/s .* complete$/m,
    );
    const verified = await stackmark("results", "verify");
    assert.deepEqual(verified, {
      code: 0,
      out: ["cand", "base"]
        .map((id) => `${id}: ok, the files of 1 cell match their digests; the run is complete\n`)
        .join(""),
      err: "",
    });
    assert.match((await stackmark("diff", "base", "cand")).out, /p50 +7\.00 ms +18\.0 ms/);
  });

  it("a run whose levels are not between regions has no matrix of them", async () => {
    await imported("base", "jmeter.jtl");
    const expected = { code: 0, out: "No level ran between regions (`load.regions`).\n", err: "" };
    assert.deepEqual(await stackmark("results", "regions", "base"), expected);
    assert.equal((await stackmark("results", "regions", "base", "--json")).out, "[]\n");
  });

  it("an imported file that was cut off gives a partial cell", async () => {
    const whole = readFileSync(fixture("base", "jmeter.jtl"), "utf8");
    const cut = join(folder.path, "cut.jtl");
    writeFileSync(cut, whole.slice(0, 700));
    assert.match(
      (await stackmark("results", "import", cut, "--stack", "cut")).out,
      /load-imported-1 is partial: .*cut/,
    );
  });

  it("verify names a file that was changed, and exits with 1", async () => {
    await imported("base", "jmeter.jtl");
    const result = file("base/cells/load-imported-1/result.json");
    writeFileSync(result, readFileSync(result, "utf8").replace('"requests": 60', '"requests": 61'));
    const { code, out } = await stackmark("results", "verify");
    assert.equal(code, 1);
    assert.match(out, /base: broken/);
    assert.match(out, /cells\/load-imported-1\/result\.json changed/);
  });

  it("rm removes runs only with --yes, and none if one of them does not exist", async () => {
    await imported("base", "jmeter.jtl");
    assert.match((await stackmark("results", "rm", "base")).err, /deletes 1 run for good; confirm with --yes/);
    assert.doesNotMatch((await stackmark("results", "rm", "none")).err, /for good/);
    const both = await stackmark("results", "rm", "base", "none", "--yes");
    assert.equal(both.code, 2);
    assert.match(both.err, /there is no run `none`/);
    assert.ok(existsSync(file("base/run.json")));
    assert.equal((await stackmark("results", "rm", "base", "--yes")).code, 0);
    assert.ok(!existsSync(file("base")));
  });

  it("rm takes no name of a stack, and names its newest run", async () => {
    const imports = ["results", "import", fixture("base", "jmeter.jtl"), "--stack", "shop", "--run-id", "shop-1"];
    await stackmark(...imports);
    const { code, err } = await stackmark("results", "rm", "shop", "--yes");
    assert.equal(code, 2);
    assert.match(err, /`shop` is a stack, and `rm` takes run IDs; its newest run is `shop-1`/);
    assert.match((await stackmark("results", "verify", "shop")).out, /^shop-1: ok/);
  });

  it("an unrelated import does not replace the comparison that was made last", async () => {
    await imported("base", "jmeter.jtl");
    await imported("cand", "jmeter.jtl");
    const locust = ["results", "import", fixture("base", "locust_stats.csv"), "--stack", "another-tool"];
    await stackmark(...locust);
    assert.equal((await stackmark("diff")).err, "newest comparison: base → cand\n");
    await stackmark("diff", "cand", "base");
    assert.equal((await stackmark("diff")).err, "newest comparison: cand → base\n");
    await stackmark(...locust, "--run-id", "later");
    assert.equal((await stackmark("diff")).err, "newest comparison: cand → base\n");
  });

  it("capacity shows what each of several runs carries within objectives, as text and as JSON", async () => {
    await imported("base", "jmeter.jtl");
    await imported("cand", "jmeter.jtl");
    const text = await stackmark("results", "capacity", "base", "cand", "--slo", "p50<10");
    assert.match(
      text.out,
      /^Capacity within p50<10\nrun +stack +machines +maximum load\nbase +base +– +unknown: the imported file records no load/,
    );
    assert.match(text.out, /Demand within p50<10\nno run has a valid load/);
    const { objectives, capacities } = JSON.parse(
      (await stackmark("results", "capacity", "base", "--slo", "p50<10", "--json")).out,
    );
    assert.deepEqual([objectives[0].bound, capacities[0].runId], [10, "base"]);
    assert.equal((await stackmark("results", "capacity", "base")).code, 2, "without objectives");
  });

  it("invalid objectives are rejected before a run is read", async () => {
    assert.match(
      (await stackmark("report", "none", "--slo", "p42<1")).err,
      /"p42<1" is not valid: an objective is METRIC<NUMBER/,
    );
  });

  it("report and diff without names compare the imports in the order of time, and leave out other runs", async () => {
    const locust = ["results", "import", fixture("base", "locust_stats.csv"), "--stack", "another-tool"];
    assert.equal((await stackmark(...locust)).code, 0);
    for (const [side, stack] of [
      ["base", "zz-before"],
      ["cand", "after"],
    ] as const)
      await stackmark("results", "import", fixture(side, "jmeter.jtl"), "--stack", stack, "--run-id", stack);
    const { out, code } = await stackmark("report");
    assert.match(out, /^zz-before → after\nreport: .*zz-before_vs_after\.html\n$/);
    assert.equal(code, 0);
    assert.match((await stackmark("diff")).out, /^zz-before +\(imported\)\nafter +\(imported\)$/m);
    const page = readFileSync(join(folder.path, "home/reports/zz-before_vs_after.html"), "utf8");
    const heading = page
      .match(/<h1>([^]*?)<\/h1>/)![1]!
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ");
    assert.match(heading, /zz-before → .*after/);
    assert.doesNotMatch(page, /another-tool/);
  });
});
