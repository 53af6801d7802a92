import assert from "node:assert/strict";
import type { LoadOutcome, Progress, runLoad } from "@stackmark/loadgen";
import { measure, type MeasureTools } from "../../../../infra/load/measure/measure.ts";
import { progressLine } from "../../../../infra/load/measure/progress-line.ts";
import type { StopReason } from "../../../../infra/load/stop.ts";
import type { Collected } from "../../../../infra/observability/local/collector.ts";
import type { TimedSample } from "../../../../infra/observability/window.ts";
import type { CellArchive } from "../../../../results/archive/index.ts";
import type { Second } from "../../../../loadgen/schema/cell.ts";
import { aMetrics } from "../../../helpers/builders.ts";
import { anOutcome, someInputs } from "../../helpers/builders.ts";
import type { CellInputs } from "../../../../infra/load/cell.ts";

const STOPPED: StopReason = { code: "stop-requested", message: "asked" };
const nothing: Collected = { samples: [], failed: 0, down: [], lastProblem: "no scrape" };

const second = (atMs: number): Second => ({
  ...{ atMs, users: 1, requests: 2, failures: 0, bytes: 3, inFlight: 0 },
  ...{ p50Ms: null, p95Ms: null, p99Ms: null },
});
const progress: Progress = {
  ...{ elapsedMs: 1000, remainingMs: 11_400, users: 50, requests: 100, failures: 0 },
  ...{ ratePerS: 87.34, failuresPerS: 0, p50Ms: 10, p95Ms: 41.4, p99Ms: null },
  endpoints: () => [],
};

/** An archive that keeps lines in memory. */
function anArchive() {
  const seconds: number[] = [];
  const metrics: number[] = [];
  const archive = {
    second: (line: { atMs: number }) => void seconds.push(line.atMs),
    log: () => undefined,
    metrics: (line: { atMs: number }) => void metrics.push(line.atMs),
  } as unknown as CellArchive;
  return { archive, seconds, metrics };
}

interface Script {
  load?: typeof runLoad;
  startWorkers?: MeasureTools["startWorkers"];
  collected?: Collected;
  reason?: StopReason | null;
  onStart?: (onSample: (sample: TimedSample) => void) => void;
}

const atHome: MeasureTools["startWorkers"] = () => assert.fail("this machine sends the load");

function tools({
  load = () => Promise.resolve(anOutcome()),
  startWorkers = atHome,
  collected = nothing,
  reason = null,
  onStart,
}: Script) {
  const lines: string[] = [];
  let stops = 0;
  const made: MeasureTools = {
    readWindow: () => assert.fail("these nodes have no Prometheus"),
    writeSeries: () => assert.fail("these nodes have no Prometheus"),
    runLoad: load,
    runTool: () => assert.fail("the generator sends this load"),
    readRecommendations: () => assert.fail("nothing is recommended"),
    startWorkers,
    runInPods: () => assert.fail("this load comes from here"),
    startCollector: (_source, options) => {
      onStart?.((sample) => options?.onSample?.(sample));
      return {
        stop: () => {
          stops += 1;
          return Promise.resolve(collected);
        },
      };
    },
    watchStop: () => ({ signal: new AbortController().signal, reason, [Symbol.dispose]: () => undefined }),
    print: (line) => void lines.push(line),
  };
  return { tools: made, lines, stops: () => stops };
}

const inputs = someInputs();
const run = (script: Script, archive = anArchive()) => {
  const made = tools(script);
  return { ...made, measured: measure(inputs, inputs.spec, archive.archive, 0, made.tools) };
};

describe("measure", () => {
  it("measure sends the load to the target", async () => {
    let sent: unknown;
    const { measured } = run({
      load: (spec) => {
        sent = spec;
        return Promise.resolve(anOutcome());
      },
    });
    await measured;
    assert.deepEqual(sent, { ...inputs.spec, target: inputs.target });
  });

  it("generator machines send the rehearsal and the load, each with workers of its own", async () => {
    const access = { host: "203.0.113.20", port: 22, user: "ubuntu", privateKey: "secret", hostKey: "ssh-ed25519 A" };
    const generators = [{ name: "us", workers: 1, claim: "multinode", access }];
    const source = {
      ...{ place: { name: "us" }, reattachMs: 1000, ended: Promise.resolve("ended"), kill: () => undefined },
      open: () => assert.fail("the load is scripted"),
    };
    const sentBy: unknown[] = [];
    const { tools: made } = tools({
      load: (_spec, _hooks, sources) => {
        sentBy.push(sources);
        return Promise.resolve(anOutcome());
      },
      startWorkers: (machines, scenario) => {
        assert.deepEqual([machines, scenario], [generators, undefined]);
        return Promise.resolve([source]);
      },
    });
    const rehearsal = { ...inputs.spec, durationMs: 2000 };
    await measure({ ...inputs, generators, rehearsal }, inputs.spec, anArchive().archive, 0, made);
    assert.deepEqual(sentBy, [[source], [source]]);
  });

  it("recommendations are read once the load has ended, if a service asks for them", async () => {
    const outcome = anOutcome();
    const { tools: made } = tools({ load: () => Promise.resolve(outcome) });
    const recommended = { kubeconfig: "secret", namespace: "shop", services: ["frontend"] };
    const asked: unknown[] = [];
    made.readRecommendations = (source, endedAt) => {
      asked.push([source, new Date(endedAt).toISOString()]);
      return Promise.resolve({ problem: "no pods" });
    };
    const measured = await measure({ ...inputs, recommended }, inputs.spec, anArchive().archive, 0, made);
    assert.deepEqual(asked, [[recommended, outcome.result.endedAt]]);
    assert.ok("recommendations" in measured);
    assert.deepEqual(measured.recommendations, { problem: "no pods" });
    assert.deepEqual(measured.result.notes, ["Requests could not be recommended: no pods."]);
    assert.equal(((await run({}).measured) as { recommendations?: unknown }).recommendations, undefined);
  });

  it("measure prints progress as plain lines, and the result as the last one", async () => {
    const { measured, lines } = run({
      load: (_spec, hooks) => {
        hooks?.onProgress?.(progress);
        return Promise.resolve(anOutcome());
      },
    });
    await measured;
    assert.deepEqual(lines, [
      "[load-low-1] 0:11 left  87.3 req/s  p50 10 ms  p95 41.4 ms  0 failed  50 users",
      "[load-low-1] complete  0 req/s  p50 –  p95 –  – failed",
    ]);
    assert.match(progressLine({ ...progress, remainingMs: undefined, p95Ms: null }), /^87\.3 req\/s .* p95 – /);
  });

  it("measure archives both series relative to the load's start, including samples from before its first second", async () => {
    const archive = anArchive();
    const script: Script = {
      onStart: (onSample) => onSample({ at: Date.now() - 100, services: [], nodes: [], crossNodeBytes: 0 }),
      load: (_spec, hooks) => {
        assert.deepEqual(archive.metrics, []);
        hooks?.onSecond?.(second(1000));
        return Promise.resolve(anOutcome());
      },
    };
    await run(script, archive).measured;
    assert.deepEqual(archive.seconds, [1000]);
    assert.equal(archive.metrics.length, 1);
    assert.ok(archive.metrics[0]! <= 1000);
  });

  it("a cell is invalid if something was down during the load", async () => {
    const { measured } = run({ collected: { ...nothing, down: ["cart/0"] } });
    const { result } = (await measured) as LoadOutcome;
    assert.equal(result.status, "invalid");
    assert.deepEqual(result.reasons, [
      { code: "target-down", message: "Not running at some time during the load: cart/0." },
    ]);
  });

  it("a cell is invalid if a service ran where the plan does not have it, and says how to bring it back", async () => {
    const { tools: made } = tools({});
    const misplaced = ["cart ran on edge, where the plan does not have it"];
    const summary = aMetrics();
    made.readWindow = () =>
      Promise.resolve({
        summary,
        readings: [],
        lines: [],
        samples: [],
        missing: [],
        notes: [],
        invalid: [],
        misplaced,
      });
    made.writeSeries = () => Promise.resolve();
    const metrics = { kind: "prometheus", access: { url: "http://127.0.0.1:1" } } as CellInputs["metrics"];
    const onCluster = someInputs({ metrics });
    const { result } = (await measure(onCluster, onCluster.spec, anArchive().archive, 0, made)) as LoadOutcome;
    assert.deepEqual([result.status, result.reasons.map(({ code }) => code)], ["invalid", ["misplaced"]]);
    assert.match(result.reasons[0]!.message, /^cart ran on edge, .*`stackmark run` brings it back/);
  });

  it("a partial result contains the reason why it was stopped", async () => {
    let reason: StopReason | null = null;
    const made = tools({
      load: () => {
        reason = STOPPED;
        return Promise.resolve(anOutcome("partial", 2_000));
      },
    });
    made.tools.watchStop = () => ({
      signal: new AbortController().signal,
      get reason() {
        return reason;
      },
      [Symbol.dispose]: () => undefined,
    });
    const measured = (await measure(inputs, inputs.spec, anArchive().archive, 0, made.tools)) as LoadOutcome;
    assert.deepEqual(
      measured.result.reasons.map((each) => each.code),
      ["stopped", "stop-requested"],
    );
  });

  it("an error while showing progress is printed and does not change the result", async () => {
    const { measured, lines } = run({ load: () => Promise.resolve({ ...anOutcome(), hookFailure: "no terminal" }) });
    assert.equal(((await measured) as LoadOutcome).result.status, "complete");
    assert.equal(lines[0], "[load-low-1] progress was not shown in full: no terminal");
  });

  it("a stopped measurement sends no load and starts no collector", async () => {
    let sent = 0;
    const { measured, stops } = run({ reason: STOPPED, load: () => Promise.reject(new Error(`sent ${(sent += 1)}`)) });
    assert.deepEqual(await measured, { stopped: STOPPED });
    assert.deepEqual([sent, stops()], [0, 0]);
  });

  it("measure throws the error of a load that failed before its first request, and stops the collector", async () => {
    const { measured, stops } = run({ load: () => Promise.reject(new Error("no such host")) });
    await assert.rejects(measured, /no such host/);
    assert.equal(stops(), 1);
  });

  it("metrics are null with a reason if the load was stopped in its warm-up", async () => {
    const { measured } = run({ load: () => Promise.resolve(anOutcome("partial", 0)) });
    const result = await measured;
    assert.ok("metrics" in result);
    assert.deepEqual(result.metrics?.nodes[0]?.cpuCores, { avg: null, max: null, reason: "nothing was measured" });
  });
});
