import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { runLoadCli } from "../../../loadgen/cli/index.ts";

async function run(argv: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runLoadCli(argv, { stdout, stderr });
  const text = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? "");
  return { code, out: text(stdout), err: text(stderr) };
}

describe("arguments of stackmark load", () => {
  it("stackmark load refuses options that have no effect together", async () => {
    const { code, err } = await run(["http://127.0.0.1:1/", "--rate", "5", "--users", "3", "--think", "1s"]);
    assert.equal(code, 2);
    assert.match(err, /--users is for the closed model/);
    assert.match(err, /--think is for the closed model/);
  });

  it("stackmark load exits 2 with every problem at once, each named by its option", async () => {
    const { code, err } = await run([
      "nonsense",
      "--users",
      "many",
      "--duration",
      "3y",
      "--colour",
      "--think-scale",
      "-1",
    ]);
    assert.equal(code, 2);
    for (const part of [
      "--colour",
      "<url>",
      '"nonsense"',
      "--users",
      '"many"',
      "--duration",
      '"3y"',
      "--think-scale",
    ]) {
      assert.ok(err.includes(part), `${part} in ${err}`);
    }
  });

  it("stackmark load shows no password of a URL, whatever is wrong with it", async () => {
    const urls = ["ftp://user:geheim@127.0.0.1/", "http://user:geheim@127.0.0.1:99999/", "http://user:ge#heim@h/"];
    for (const url of urls) {
      const { code, err } = await run([url, url, "--proxy", url]);
      assert.equal(code, 2);
      assert.match(err, /\*\*\*@/);
      assert.doesNotMatch(err, /geheim|ge#heim/);
    }
  });

  it("stackmark load names every condition that it cannot read by its option, with the reason", async () => {
    const conditions = [
      "--threshold",
      "http_reqs: rate>1",
      "--threshold",
      "iteration_duration: avg>1",
      "--slo",
      "p95<1,fast",
    ];
    const { code, err } = await run(["127.0.0.1:1", ...conditions, "--abort-on", "http_reqs: p(9)<1"]);
    assert.equal(code, 2);
    assert.match(
      err,
      /--threshold\.1: there is no metric iteration_duration; there are .*, got "iteration_duration: avg>1"/,
    );
    assert.match(err, /--slo\.1: must look like .*, got "fast"/);
    assert.match(err, /--abort-on\.0: http_reqs has no p\(9\); it has count, rate, got/);
    assert.equal(err.trim().split("\n").length, 4);
  });

  it("stackmark load refuses conditions on what the load cannot measure", async () => {
    const { code, err } = await run([
      "127.0.0.1:1",
      "--threshold",
      "checks: rate>0.9",
      "--abort-on",
      "release_lag: p95<5",
    ]);
    assert.equal(code, 2);
    assert.match(err, /--threshold\.0: there are no checks in the scenario get;/);
    assert.match(err, /--abort-on\.0: there is release_lag in the open model only \(--rate\)/);
  });

  it("stackmark load --help exits 0", async () => {
    const { code, out } = await run(["--help"]);
    assert.equal(code, 0);
    assert.match(out, /--spawn-rate/);
  });

  it("stackmark load refuses unused and invalid options of a shape, all at once", async () => {
    const spike = ["--shape", "spike", "--users", "50", "--spike-users", "20", "--duration", "10s", "--steps", "3"];
    const { code, err } = await run(["http://127.0.0.1:1/", ...spike, "--deadline", "soon", "--csv-full-history"]);
    assert.equal(code, 2);
    for (const option of ["--spike-users", "--duration", "--steps", "--deadline", "--csv-full-history"]) {
      assert.ok(err.includes(`  ${option}`), `${option} in ${err}`);
    }
  });

  it("stackmark load refuses every output that cannot be written, before anything is sent", async () => {
    const [file, port] = ["/dev/null/x", "99999"];
    const { code, out, err } = await run(["http://127.0.0.1:1/", "--csv", file, "--out", file]);
    assert.deepEqual([code, out], [2, "no load was run, because its results could not be kept\n"]);
    assert.match(err, /--csv: \/dev\/null\/x_stats\.csv and 3 more cannot be written: .* \(E\w+\)\n {2}--out: /);
    for (const path of ["/proc/x", "/sys/x/y"]) {
      const refused = await run(["http://127.0.0.1:1/", "--csv", path, "--out", path]);
      assert.equal(refused.code, 2);
      assert.match(refused.err, /\n {2}--csv: .* cannot be written: .*\n {2}--out: .* cannot be written: /);
    }
    const unopened = await run(["http://127.0.0.1:1/", "--metrics-port", port, "--json"]);
    assert.deepEqual([unopened.code, unopened.out], [2, ""]);
    assert.match(unopened.err, /--metrics-port: /);
  });

  it("stackmark load refuses an unknown shape", async () => {
    const { code, err } = await run(["http://127.0.0.1:1/", "--shape", "square"]);
    assert.deepEqual([code, err.includes("--shape: must be one of ramp, steps")], [2, true]);
  });
});
