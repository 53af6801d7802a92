import assert from "node:assert/strict";
import { flagOf, loadCommand, type LoadOptions } from "../../../loadgen/cli/options.ts";
import { toSpec } from "../../../loadgen/cli/to-spec.ts";
import { parseSpec } from "../../../loadgen/schema/spec.ts";

function specOf(...argv: string[]) {
  const command = loadCommand().parse(["http://x.test/", ...argv], { from: "user" });
  return parseSpec(toSpec("http://x.test/", command.opts<LoadOptions>()));
}

describe("options of the command line", () => {
  it("a URL without options makes a closed load of the defaults", () => {
    const spec = specOf();
    assert.ok(spec.model === "closed");
    assert.deepEqual([spec.users, spec.spawnRatePerS, spec.durationMs, spec.warmUpMs], [10, 10, 30_000, 1000]);
  });

  it("--rate makes an open load", () => {
    const spec = specOf("--rate", "250", "--arrivals", "poisson", "--pool", "20", "--max-delay", "0", "--pace", "spin");
    assert.ok(spec.model === "open");
    const { ratePerS, arrivals, poolSize, maxDelayMs, pace } = spec;
    assert.deepEqual([ratePerS, arrivals, poolSize, maxDelayMs, pace], [250, "poisson", 20, 0, "spin"]);
  });

  it("--stages are users, or with --rate arrivals per second", () => {
    assert.deepEqual(specOf("--stages", "10s:50, 1m:50").stages, [
      { overMs: 10_000, users: 50, kind: undefined },
      { overMs: 60_000, users: 50, kind: undefined },
    ]);
    assert.deepEqual(specOf("--rate", "1", "--stages", "0s:7,5s:7").stages?.[1], {
      ...{ overMs: 5000, ratePerS: 7, kind: undefined },
    });
  });

  it("--max-latency reads a percentile, its limit and a window", () => {
    const limitOf = (text: string) => specOf("--max-latency", text).maxLatency?.[0];
    assert.deepEqual(limitOf("p95<500ms/5s"), { quantile: 0.95, limitMs: 500, windowMs: 5000 });
    assert.deepEqual(limitOf("p99<2s"), { quantile: 0.99, limitMs: 2000, windowMs: 10_000 });
    assert.equal(limitOf("p50<20/1m")?.limitMs, 20);
    for (const text of ["p95", "95<500ms", "p95<soon", "p10<5ms"])
      assert.throws(() => limitOf(text), /--max-latency|maxLatency/);
  });

  it("--think reads think times of every kind", () => {
    const thinks = ["none", "2s", "1s-10s", "exponential:3s", "pacing:500ms"].map(
      (text) => specOf("--think", text).thinkTime,
    );
    assert.deepEqual(thinks, [
      { kind: "none" },
      { kind: "constant", ms: 2000 },
      { kind: "uniform", minMs: 1000, maxMs: 10_000 },
      { kind: "exponential", meanMs: 3000 },
      { kind: "pacing", ms: 500 },
    ]);
    assert.throws(() => specOf("--think", "often:2s"));
  });

  it("the specification gets scenario options as JSON or text, and thresholds that may end the load", () => {
    const spec = specOf(
      "--scenario-option",
      "n=5",
      "--scenario-option",
      "file=a.json",
      "--abort-on",
      "http_reqs: rate>1",
    );
    assert.deepEqual(spec.scenarioOptions, { n: 5, file: "a.json" });
    assert.deepEqual(spec.thresholds, [{ threshold: "http_reqs: rate>1", abortOnFail: true, delayAbortMs: 0 }]);
  });

  it("--slo gives thresholds, several with commas or by repeating it", () => {
    const spec = specOf("--slo", "p95<200ms, failures<1%", "--slo", "rate>5");
    assert.deepEqual(
      spec.thresholds.map(({ threshold, abortOnFail }) => [threshold, abortOnFail]),
      [
        ["p95<200ms", false],
        ["failures<1%", false],
        ["rate>5", false],
      ],
    );
  });

  it("every field that an option sets is named after that option in messages", () => {
    const flags = new Set(loadCommand().options.map(({ long }) => long));
    const fields = ["--rate", "--users"].flatMap((flag) => {
      const command = loadCommand().parse(["http://x.test/", flag, "5", "--think", "1s", "--warm-up", "0"], {
        from: "user",
      });
      return Object.keys(toSpec("http://x.test/", command.opts<LoadOptions>()));
    });
    for (const field of fields.filter((name) => name !== "model")) {
      const flag = flagOf(field);
      assert.notEqual(flag, field, `${field} has a name`);
      assert.ok(flag === "<url>" || flags.has(flag), `${flag} is an option`);
    }
  });
});
