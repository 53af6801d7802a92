import assert from "node:assert/strict";
import fc from "fast-check";
import { Direction, newFlow, type Flow } from "../../../lab/wan/direction.ts";
import { mulberry32 } from "../../../base/random.ts";

const TOLERANCE_MS = 1e-6;

const settings = fc.record({
  delayMs: fc.double({ min: 0, max: 200, noNaN: true }),
  jitterMs: fc.double({ min: 0, max: 50, noNaN: true }),
  bandwidthMbitPerS: fc.double({ min: 0.1, max: 1000, noNaN: true }),
  seed: fc.integer(),
});
const sends = fc.array(
  fc.record({ gapMs: fc.double({ min: 0, max: 20, noNaN: true }), bytes: fc.nat(70_000), flow: fc.nat(3) }),
  { minLength: 1, maxLength: 60 },
);

interface Sent {
  atMs: number;
  bytes: number;
  flow: number;
  arrivalMs: number;
}

function run(
  { seed, ...options }: { seed: number } & Omit<ConstructorParameters<typeof Direction>[0], "random">,
  gaps: { gapMs: number; bytes: number; flow: number }[],
): Sent[] {
  const direction = new Direction({ ...options, random: mulberry32(seed) });
  const flows: Flow[] = [newFlow(), newFlow(), newFlow(), newFlow()];
  let atMs = 0;
  return gaps.map(({ gapMs, bytes, flow }) => {
    atMs += gapMs;
    return { atMs, bytes, flow, arrivalMs: direction.send(atMs, bytes, flows[flow]!) };
  });
}

describe("Direction", () => {
  it("nothing arrives before its transmission time and the shortest delay", () => {
    fc.assert(
      fc.property(settings, sends, (options, gaps) => {
        const bytesPerMs = options.bandwidthMbitPerS * 125;
        for (const { atMs, bytes, arrivalMs } of run(options, gaps)) {
          const leastMs = bytes / bytesPerMs + Math.max(0, options.delayMs - options.jitterMs);
          assert.ok(arrivalMs >= atMs + leastMs - TOLERANCE_MS);
        }
      }),
    );
  });

  it("bytes on an idle wire arrive within the longest delay", () => {
    fc.assert(
      fc.property(settings, fc.nat(70_000), (options, bytes) => {
        const [sent] = run(options, [{ gapMs: 1000, bytes, flow: 0 }]);
        const mostMs = bytes / (options.bandwidthMbitPerS * 125) + options.delayMs + options.jitterMs;
        assert.ok(sent!.arrivalMs <= 1000 + mostMs + TOLERANCE_MS);
      }),
    );
  });

  it("the bytes of each connection arrive in order", () => {
    fc.assert(
      fc.property(settings, sends, (options, gaps) => {
        const sent = run(options, gaps);
        for (const flow of [0, 1, 2, 3]) {
          const arrivals = sent.filter((one) => one.flow === flow).map(({ arrivalMs }) => arrivalMs);
          assert.deepEqual(
            arrivals,
            arrivals.toSorted((a, b) => a - b),
          );
        }
      }),
    );
  });

  it("a wire never carries more bytes in a span of time than its rate allows, over all connections", () => {
    fc.assert(
      fc.property(settings, sends, (options, gaps) => {
        const bytesPerMs = options.bandwidthMbitPerS * 125;
        const sent = run({ ...options, jitterMs: 0 }, gaps).toSorted((a, b) => a.arrivalMs - b.arrivalMs);
        for (let from = 0; from < sent.length; from++) {
          let bytes = 0;
          for (const to of sent.slice(from + 1)) {
            bytes += to.bytes;
            assert.ok(bytes <= (to.arrivalMs - sent[from]!.arrivalMs) * bytesPerMs + 1);
          }
        }
      }),
    );
  });

  it("delays are spread evenly around their mean", () => {
    const sent = run(
      { delayMs: 30, jitterMs: 2, bandwidthMbitPerS: 100, seed: 7 },
      Array.from({ length: 10_000 }, () => ({ gapMs: 100, bytes: 0, flow: 0 })),
    );
    const delays = sent.map(({ atMs, arrivalMs }) => arrivalMs - atMs);
    const mean = delays.reduce((sum, delay) => sum + delay) / delays.length;
    assert.ok(Math.abs(mean - 30) < 0.05, `mean ${mean}`);
    assert.ok(Math.min(...delays) < 28.05 && Math.max(...delays) > 31.95);
  });

  it("the same seed gives the same delays", () => {
    const options = { delayMs: 30, jitterMs: 2, bandwidthMbitPerS: 100, seed: 3 };
    const gaps = [1, 2, 3].map((gapMs) => ({ gapMs, bytes: 100, flow: 0 }));
    assert.deepEqual(run(options, gaps), run(options, gaps));
    assert.notDeepEqual(run(options, gaps), run({ ...options, seed: 4 }, gaps));
  });
});
