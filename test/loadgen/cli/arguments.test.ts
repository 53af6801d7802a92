import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { runLoadCli } from "../../../loadgen/cli/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

async function run(argv: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runLoadCli(argv, { stdout, stderr });
  const text = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? "");
  return { code, out: text(stdout), err: text(stderr) };
}

describe("arguments of stackmark load", () => {
  const folder = temporaryFolder();

  it("stackmark load refuses options that have no effect together", async () => {
    const { code, err } = await run(["http://127.0.0.1:1/", "--rate", "5", "--users", "3", "--think", "1s"]);
    assert.equal(code, 2);
    assert.match(err, /--users and --rate exclude each other/);
    assert.match(err, /--think and --rate exclude each other/);
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
      /--threshold, 2nd condition: there is no metric iteration_duration; there are .*, got "iteration_duration: avg>1"/,
    );
    assert.match(err, /--slo, 2nd condition: must be an objective .* of http_req_duration, .*, got "fast"/);
    assert.match(err, /--abort-on: http_reqs has no p\(9\); it has count, rate, got/);
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
    assert.match(err, /--threshold: there are no checks in the scenario get;/);
    assert.match(err, /--abort-on: there is release_lag in the open model only \(--rate\)/);
  });

  it("stackmark load refuses a scenario option without a value, and names it whole", async () => {
    for (const text of ["foo", "=1", ""]) {
      const { code, err } = await run(["127.0.0.1:1", "--scenario-option", text]);
      assert.equal(code, 2);
      assert.ok(err.includes(`  --scenario-option: must be key=value, got "${text}"\n`), err);
    }
    const { err } = await run(["127.0.0.1:1", "--scenario-option", "foo=1"]);
    assert.match(err, /options\.foo: /);
  });

  it("stackmark load names a value that it cannot read as it was written, with the form that it must have", async () => {
    for (const [option, value, problem] of [
      ["--duration", "3x", "--duration: must be a duration such as 90s or 3m"],
      ["--duration", "1s", "--duration: must be longer than the 1 s in which users start (10 users at 10/s)"],
      ["--request-timeout", "0", "--request-timeout: must be longer than 0s"],
      ["--graceful-stop", "2h", "--graceful-stop: must be at most 1 h 0 min"],
      ["--deadline", "3x", "--deadline: must be a duration such as 90s or 3m"],
      [
        "--max-error-rate",
        "5",
        "--max-error-rate: must be a share of at most 100 % and a time from 1s to 1h, such as 5%/10s",
      ],
      ["--max-error-rate", "5%/", "--max-error-rate: must be a share"],
      ["--think", "long", "--think: must be none, a time such as 2s"],
    ] as const) {
      const { code, err } = await run(["127.0.0.1:1", option, value]);
      assert.equal(code, 2);
      assert.ok(err.includes(`  ${problem}`) && err.endsWith(`, got "${value}"\n`), err);
      assert.equal(err.trim().split("\n").length, 2, err);
    }
  });

  it("stackmark load names what does not fit a default duration, once and in units of time", async () => {
    for (const [option, value, problem] of [
      [
        "--users",
        "1000",
        "--duration: must be longer than the 1 min 40 s in which users start (1000 users at 10/s), got 30 s",
      ],
      ["--spawn-rate", "0", "--spawn-rate: must be more than 0, got 0"],
    ] as const) {
      const { code, err } = await run(["127.0.0.1:1", option, value]);
      assert.equal(code, 2);
      assert.deepEqual(err.trimEnd().split("\n").slice(1), [`  ${problem}`]);
    }
  });

  it("stackmark load names a stage whose form is wrong by its place", async () => {
    const { code, err } = await run(["127.0.0.1:1", "--stages", "10s:50,foo,:5"]);
    assert.equal(code, 2);
    assert.deepEqual(
      err.match(/--stages, .*/g)?.map((line) => line.replace(/: must.*got/, "")),
      [`--stages, 2nd stage "foo"`, `--stages, 3rd stage ":5"`],
    );
  });

  it("stackmark load refuses the shape stress without a condition that ends it", async () => {
    const { code, err } = await run(["127.0.0.1:1", "--shape", "stress"]);
    assert.equal(code, 2);
    assert.match(err, /--shape stress: give --abort-on, --max-error-rate or --max-latency too/);
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
    assert.deepEqual([code, out], [2, "no load was run\n"]);
    assert.match(err, /--csv: \/dev\/null\/x_stats\.csv and 3 more cannot be written: .* \(E\w+\)\n {2}--out: /);
    for (const path of ["/proc/x", "/sys/x/y"]) {
      const refused = await run(["http://127.0.0.1:1/", "--csv", path, "--out", path]);
      assert.equal(refused.code, 2);
      assert.match(refused.err, /\n {2}--csv: .* cannot be written: .*\n {2}--out: .* cannot be written: /);
    }
    const unopened = await run(["http://127.0.0.1:1/", "--metrics-port", port, "--json"]);
    const { error } = JSON.parse(unopened.out) as { error: { code: string; message: string; exitCode: number } };
    assert.deepEqual([unopened.code, error.code, error.exitCode], [2, "LOAD_OUTPUT_UNWRITABLE", 2]);
    assert.match(error.message, /--metrics-port: /);
    assert.equal(unopened.err, `error[${error.code}]: ${error.message}\n`);
  });

  it("stackmark load refuses a folder whose files it would overwrite although no load has written them", async () => {
    const file = join(folder.path, "result.json");
    writeFileSync(file, '{ "mine": true }');
    const { code, err } = await run(["http://127.0.0.1:1/", "--out", folder.path]);
    assert.deepEqual([code, readFileSync(file, "utf8")], [2, '{ "mine": true }']);
    assert.match(err, /--out: .*result\.json would be overwritten/);
  });

  it("stackmark load refuses an unknown shape", async () => {
    const { code, err } = await run(["http://127.0.0.1:1/", "--shape", "square"]);
    assert.deepEqual([code, err.includes("--shape: must be one of ramp, steps")], [2, true]);
  });
});
