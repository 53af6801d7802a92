import assert from "node:assert/strict";
import fc from "fast-check";
import { Aggregate } from "../../../loadgen/coordinator/aggregate/aggregate.ts";
import { encodeHistogram } from "../../../loadgen/histogram/index.ts";
import type { Segment } from "../../../loadgen/schema/cell.ts";
import { ErrorRateWatch, ThresholdWatch } from "../../../loadgen/coordinator/thresholds.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

const segments: Segment[] = [
  { name: "warm-up", kind: "warm-up", startMs: 0, endMs: 1000, measured: false },
  { name: "plateau", kind: "plateau", startMs: 1000, endMs: 11_000, measured: true },
];
const scope = { segments, headline: "service" as const };
/** Ends no load. */
const never = { abortOnFail: false, delayAbortMs: 0 };

function measured(): Aggregate {
  const aggregate = new Aggregate();
  const add = (endpoint: string, segment: number, ok: number[], failed: number[]) => {
    const checks = endpoint === "GET /" ? { checked: 4, checkedOk: 3 } : { checked: 0, checkedOk: 0 };
    const counts = {
      ok: ok.length,
      failed: failed.length,
      aborted: 0,
      bytes: 0,
      ...checks,
      tallies: [],
    };
    aggregate.addCounts({ endpoint, segment, ...counts });
    const key = { endpoint, segment, kind: "service" as const };
    aggregate.addHistogram({ ...key, outcome: "ok", ...encodeHistogram(histogramOf(ok)) });
    aggregate.addHistogram({ ...key, outcome: "failed", ...encodeHistogram(histogramOf(failed)) });
  };
  add("GET /", 0, [900_000], []);
  add("GET /", 1, [1000, 2000, 3000], [10_000]);
  add("GET /cart", 1, [50_000], []);
  return aggregate;
}

function judge(...thresholds: string[]) {
  const specified = thresholds.map((threshold) => ({ threshold, ...never }));
  return new ThresholdWatch(specified).judge(measured(), scope).map(({ value, holds }) => [value, holds]);
}

describe("thresholds", () => {
  it("a threshold is evaluated over the measured part, failed requests included, or over the segment and endpoint it names", () => {
    assert.deepEqual(
      judge(
        "http_req_duration: max<=51",
        "http_req_duration{segment:warm-up}: min>800",
        "http_req_duration{name:GET /}: avg<4",
        "http_req_duration{name:GET /}: med<2.5",
        "http_req_failed: rate<0.2",
        "http_req_failed{name:GET /}: rate<0.2",
        "checks{segment:plateau}: rate>0.5",
        "checks{name:GET /cart}: rate>0.5",
        "http_reqs: count==5",
        "http_reqs: rate>=0.5",
      ),
      [
        [50, true],
        [900, true],
        [4, false],
        [2, true],
        [0.2, false],
        [0.25, false],
        [0.75, true],
        [null, false],
        [5, true],
        [0.5, true],
      ],
    );
  });

  it("a threshold on a part of the request time uses that part's distribution", () => {
    const parts = { "first-byte": 1, connect: 2, tls: 3, blocked: 4, lag: 5 } as const;
    const aggregate = new Aggregate();
    for (const [kind, ms] of Object.entries(parts)) {
      const key = { endpoint: "GET /", segment: 1, kind: kind as keyof typeof parts, outcome: "ok" as const };
      aggregate.addHistogram({ ...key, ...encodeHistogram(histogramOf([ms * 1000])) });
    }
    const metrics = ["waiting", "connecting", "tls_handshaking", "blocked"].map((part) => `http_req_${part}`);
    const specified = [...metrics, "release_lag"].map((metric) => ({ threshold: `${metric}: max<9`, ...never }));
    const values = new ThresholdWatch(specified).judge(aggregate, scope).map(({ value }) => value);
    assert.deepEqual(values, Object.values(parts));
  });

  it("a threshold without measurements does not hold", () => {
    const nothing = [null, false];
    assert.deepEqual(
      judge(
        "http_req_duration{name:GET /absent}: p(95)<300",
        "http_req_failed{segment:absent}: rate<0.5",
        "http_reqs{name:GET /absent}: count<1",
        "dropped_iterations: count<1",
        "release_lag: p(99)<1",
      ),
      [nothing, nothing, nothing, nothing, nothing],
    );
  });

  it("a threshold ends a load only with abortOnFail, after its delay, and never for lack of samples", () => {
    const crossed = (more: object, atMs = 5000, text = "http_req_failed: rate<0.1") =>
      new ThresholdWatch([{ threshold: text, abortOnFail: true, delayAbortMs: 0, ...more }]).crossed(
        measured(),
        scope,
        atMs,
      );
    assert.equal(crossed({})!.value, 0.2);
    assert.equal(crossed({ abortOnFail: false }), undefined);
    assert.equal(crossed({ delayAbortMs: 6000 }), undefined);
    assert.equal(crossed({}, 5000, "http_req_failed{name:GET /absent}: rate<0.1"), undefined);
  });
});

describe("error rate", () => {
  it("the error rate ends a load in the first second at whose end a full window has too many failures", () => {
    const second = fc.nat(20).chain((requests) => fc.nat(requests).map((failures) => ({ requests, failures })));
    fc.assert(
      fc.property(fc.array(second), fc.integer({ min: 1, max: 5 }), (seconds, length) => {
        const watch = new ErrorRateWatch({ share: 0.5, windowMs: length * 1000 });
        seconds.forEach((each, at) => {
          const window = seconds.slice(at + 1 - length, at + 1);
          const total = (of: "requests" | "failures") => window.reduce((sum, one) => sum + one[of], 0);
          const isOver = at + 1 >= length && total("failures") > 0.5 * total("requests");
          assert.equal(watch.add(each) !== undefined, isOver);
        });
      }),
    );
  });
});
