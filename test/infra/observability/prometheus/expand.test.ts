import assert from "node:assert/strict";
import { InfraError } from "../../../../infra/errors.ts";
import { stepMs } from "../../../../infra/observability/prometheus/client.ts";
import { expand } from "../../../../infra/observability/prometheus/expand.ts";
import { serviceOf } from "../../../../infra/observability/service-of.ts";
import fc from "fast-check";

const QUERY = `rate(x{namespace="$namespace"}[$window]) + rate(y[$window])`;

describe("expand", () => {
  it("expand replaces the range and the namespace wherever they occur", () => {
    const expanded = expand(QUERY, { window: 160_000, namespace: "boutique" });
    assert.equal(expanded, `rate(x{namespace="boutique"}[160000ms]) + rate(y[160000ms])`);
  });

  it("expand accepts Prometheus' own durations, and keeps a dashboard's variable", () => {
    const expanded = expand(QUERY, { window: "5m", namespace: "$namespace" });
    assert.equal(expanded, `rate(x{namespace="$namespace"}[5m]) + rate(y[5m])`);
  });

  it("expand rejects values that would change the query's meaning", () => {
    const isPrometheus = (error: unknown) => error instanceof InfraError && error.code === "PROMETHEUS";
    for (const namespace of [`a"} or vector(1) #`, "", "A", "-a", `$namespace"`])
      assert.throws(() => expand(QUERY, { window: "5m", namespace }), isPrometheus, namespace);
    for (const window of ["0s", "5", "1m]) or (x[1m", "", "-5m", Number.NaN])
      assert.throws(() => expand(QUERY, { window, namespace: "a" }), isPrometheus, String(window));
  });
});

describe("stepMs", () => {
  it("the steps of a range query are whole milliseconds, not shorter than requested, end at the window's end, and are few enough", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 86_400_000 }), fc.integer({ min: 100, max: 60_000 }), (span, least) => {
        const step = stepMs({ from: 0, to: span }, least);
        assert.ok(Number.isInteger(step));
        assert.ok(step >= Math.min(least, span));
        const points = Math.floor(span / step) + 1;
        assert.ok(points <= 11_000, `${points} points`);
        assert.ok(span % step <= span / step, `${span % step} ms are left at the end`);
      }),
    );
  });
});

describe("serviceOf", () => {
  const services = ["frontend", "frontend-v2", "cartservice", "redis-cart"];

  it("a pod belongs to the Deployment in its name", () => {
    assert.equal(serviceOf("frontend-55fd497488-59vpc", services), "frontend");
    assert.equal(serviceOf("frontend-v2-55fd497488-59vpc", services), "frontend-v2");
    assert.equal(serviceOf("redis-cart-7b444bb888-rxbp5", services), "redis-cart");
    assert.equal(serviceOf("redis-cart-0", services), "redis-cart", "of a StatefulSet");
  });

  it("a pod of another workload belongs to no service", () => {
    for (const pod of ["frontend", "frontend-external-55fd497488-59vpc", "cart-55fd497488-59vpc", "frontend-a", ""])
      assert.equal(serviceOf(pod, services), undefined, pod);
  });
});
