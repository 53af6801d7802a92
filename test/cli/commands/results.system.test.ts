import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../helpers/imports.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const fixture = (side: string, name: string) => join(root, "test/fixtures/import", side, name);

describe("the archive on the command line", () => {
  const folder = temporaryFolder();
  const options = () => ({
    cwd: folder.path,
    env: { ...process.env, STACKMARK_HOME: join(folder.path, "home"), NO_COLOR: "1" },
  });
  const stackmark = (...args: string[]) => {
    const done = spawnSync(process.execPath, [join(root, "cli/main.mjs"), ...args], { ...options(), encoding: "utf8" });
    return { code: done.status, out: done.stdout, err: done.stderr };
  };
  const imported = (side: string, name: string) =>
    stackmark("results", "import", fixture(side, name), "--stack", side, "--run-id", side);
  const file = (...path: string[]) => join(folder.path, "home/runs", ...path);

  it("an empty archive is listed as empty", () => {
    assert.deepEqual(stackmark("results", "ls"), { code: 0, out: "The archive is empty.\n", err: "" });
    assert.match(stackmark("results", "show", "none").err, /There is no run "none"/);
  }).timeout(20_000);

  it("a run of another tool is imported, listed, shown, verified and compared", () => {
    assert.match(imported("base", "jmeter.jtl").out, /run base: 1 cells from JMeter JTL/);
    imported("cand", "jmeter.jtl");
    assert.match(stackmark("results", "ls").out, /^base +base +complete/m);
    assert.match(stackmark("results", "show", "base").out, /load-imported-1 +complete +imported +207 req\/s/);
    const verified = stackmark("results", "verify");
    assert.deepEqual(verified, { code: 0, out: "cand: complete, 1 cells\nbase: complete, 1 cells\n", err: "" });
    assert.match(stackmark("diff", "base", "cand").out, /p50 +7\.00 ms +18\.0 ms/);
  }).timeout(30_000);

  it("an imported file that was cut off gives a partial cell", () => {
    const whole = readFileSync(fixture("base", "jmeter.jtl"), "utf8");
    const cut = join(folder.path, "cut.jtl");
    writeFileSync(cut, whole.slice(0, 700));
    assert.match(stackmark("results", "import", cut, "--stack", "cut").out, /load-imported-1 is partial: .*cut/);
  }).timeout(20_000);

  it("verify names a file that was changed, and exits with 1", () => {
    imported("base", "jmeter.jtl");
    const result = file("base/cells/load-imported-1/result.json");
    writeFileSync(result, readFileSync(result, "utf8").replace('"requests": 60', '"requests": 61'));
    const { code, out } = stackmark("results", "verify");
    assert.equal(code, 1);
    assert.match(out, /base: broken/);
    assert.match(out, /cells\/load-imported-1\/result\.json changed/);
  }).timeout(20_000);

  it("rm removes runs only with --yes, and none if one of them does not exist", () => {
    imported("base", "jmeter.jtl");
    assert.match(stackmark("results", "rm", "base").err, /deletes 1 run for good; confirm with --yes/);
    const both = stackmark("results", "rm", "base", "none", "--yes");
    assert.equal(both.code, 2);
    assert.match(both.err, /there is no run `none`/);
    assert.ok(existsSync(file("base/run.json")));
    assert.equal(stackmark("results", "rm", "base", "--yes").code, 0);
    assert.ok(!existsSync(file("base")));
  }).timeout(20_000);

  it("capacity shows what each of several runs carries within objectives, as text and as JSON", () => {
    imported("base", "jmeter.jtl");
    imported("cand", "jmeter.jtl");
    const text = stackmark("results", "capacity", "base", "cand", "--slo", "p50<10");
    assert.match(text.out, /^Capacity within p50<10\nrun +stack +machines +maximum load\nbase +base +–/);
    const { objectives, capacities } = JSON.parse(
      stackmark("results", "capacity", "base", "--slo", "p50<10", "--json").out,
    );
    assert.deepEqual([objectives[0].bound, capacities[0].runId], [10, "base"]);
    assert.equal(stackmark("results", "capacity", "base").code, 2, "without objectives");
  }).timeout(30_000);

  it("invalid objectives are rejected before a run is read", () => {
    assert.match(
      stackmark("report", "none", "--slo", "p42<1").err,
      /"p42<1" is not valid: an objective is METRIC<NUMBER/,
    );
  }).timeout(20_000);

  it("serve shows the archive until it is interrupted, and then exits with 0", async () => {
    imported("base", "jmeter.jtl");
    const child = spawn(process.execPath, [join(root, "cli/main.mjs"), "serve", "--port", "0"], options());
    const [said] = (await once(child.stdout, "data")) as [Buffer];
    const url = /http:\S+/.exec(said.toString())![0];
    assert.match(await (await fetch(url)).text(), /href="\/runs\/base"/);
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "exit"), [0, null]);
    assert.equal(stackmark("serve", "--port", "99999").code, 2);
  }).timeout(20_000);
});
