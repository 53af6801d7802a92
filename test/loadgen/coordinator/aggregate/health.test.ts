import assert from "node:assert/strict";
import fc from "fast-check";
import { HealthSums } from "../../../../loadgen/coordinator/aggregate/health.ts";
import type { HealthSample } from "../../../../loadgen/measure/second.ts";

const sample: fc.Arbitrary<HealthSample> = fc.record({
  elapsedMs: fc.integer({ min: 900, max: 1100 }),
  cpuMs: fc.nat(1000),
  eventLoopUtilisation: fc.constantFrom(0, 0.25, 1),
  loopDelayP99Ms: fc.nat(100),
  gcMs: fc.nat(50),
  longestGcMs: fc.nat(50),
  steal: fc.constantFrom(null, 0, 0.25),
  suspendedMs: fc.constantFrom(0, 0, 5000),
  machine: fc.constantFrom(null, { busy: 0.5, inBytes: 10, outBytes: 3 }),
});

describe("health sums", () => {
  it("sums are those of the measured seconds up to the load's end, though only the last seconds are kept", () => {
    const load = fc.record({ samples: fc.array(sample, { maxLength: 60 }), fromSecond: fc.nat(12), cut: fc.nat(10) });
    fc.assert(
      fc.property(load, ({ samples, fromSecond, cut }) => {
        const toSecond = Math.max(fromSecond, samples.length - cut);
        const sums = new HealthSums({ fromSecond, toSecond: Infinity });
        samples.forEach((each, second) => sums.add(3, second, each));
        const measured = samples.slice(fromSecond, toSecond);
        const sum = (of: (each: HealthSample) => number) => measured.reduce((total, each) => total + of(each), 0);
        const stated = measured.filter(({ machine }) => machine !== null);
        assert.deepEqual(sums.of(3, toSecond), {
          elapsedMs: sum(({ elapsedMs }) => elapsedMs),
          cpuMs: sum(({ cpuMs }) => cpuMs),
          busyMs: sum(({ eventLoopUtilisation, elapsedMs }) => eventLoopUtilisation * elapsedMs),
          gcMs: sum(({ gcMs }) => gcMs),
          suspendedMs: sum(({ suspendedMs }) => suspendedMs),
          stolenMs: sum(({ steal, elapsedMs }) => (steal ?? 0) * elapsedMs),
          loopDelayP99Ms: Math.max(0, ...measured.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
          machine:
            stated.length === 0
              ? null
              : {
                  busyMs: sum(({ machine, elapsedMs }) => (machine?.busy ?? 0) * elapsedMs),
                  inBytes: 10 * stated.length,
                  outBytes: 3 * stated.length,
                },
        });
        assert.equal(sums.of(4, toSecond).elapsedMs, 0);
      }),
      { numRuns: 200 },
    );
  });
});
