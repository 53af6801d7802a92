import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { comparisonTable } from "../../../results/report/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { Noise } from "../../helpers/noise.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";

/** Repeats whose own values differ by `between`, and their parts by `inside`, both as fractions. */
function repeats(stack: string, count: number, between: number, inside: number): StackOutputs {
  const noise = new Noise(stack.length);
  const load = Array.from({ length: count }, (_, i) => {
    const parts = noise.normals(20, 0, inside);
    const own = 100 * (1 + noise.normal() * between + parts.reduce((sum, part) => sum + part, 0) / parts.length);
    const overall = anEndpoint({ latencyMs: aLatency(100, { p50: own }) });
    const startedAt = `2026-03-01T1${stack.length}:${String(i).padStart(2, "0")}:00.000Z`;
    const blocks = { lengthMs: 9000, p50Ms: parts.map((part) => 100 * (1 + part)) };
    return aCell({ repeat: i + 1, result: aResult({ overall, startedAt }), blocks });
  });
  return anOutputs({ stack, load });
}

const lengthOf = (a: StackOutputs, b: StackOutputs) => compare(a, b).levels[0]!.cellLength;

describe("the required cell length", () => {
  it("the required cell length makes the median as precise as the margin", () => {
    const { a } = lengthOf(repeats("a", 5, 0.02, 0.1), repeats("bb", 5, 0.02, 0.1));
    // 20 parts of 10 % each: the mean is known to about 2 x 2.2 %, a little over or under.
    assert.ok(a?.known && a.known.precision > 0.03 && a.known.precision < 0.07, JSON.stringify(a));
    assert.equal(a.lengthMs, 180_000);
    const ratio = Math.log1p(a.known.precision) / Math.log1p(a.margin);
    assert.ok(Math.abs(a.known.neededMs - a.lengthMs * ratio ** 2) < 1);
  });

  it("the share within cells is small where repeats differ by more than cells vary", () => {
    const [few, most] = [
      lengthOf(repeats("a", 10, 0.05, 0.01), repeats("bb", 10, 0.05, 0.01)),
      lengthOf(repeats("a", 10, 0, 0.1), repeats("bb", 10, 0, 0.1)),
    ].map(({ shareWithin }) => shareWithin!);
    assert.ok(few! < 0.1 && most! > 0.5, `${few} ${most}`);
  });

  it("each side shows its required cell length, and whether longer cells or more repeats help", () => {
    const comparison = compare(repeats("a", 10, 0.05, 0.01), repeats("bb", 10, 0.05, 0.01));
    assert.match(
      comparisonTable(comparison, { all: true }),
      /low, a: median precise to ±0\.\d+ % after 180 s; \d+ s needed for a margin of 5 %\nlow, bb: .*\nlow: .* from within cells: more repeats help, longer cells hardly/,
    );
  });

  it("the required cell length is unknown without recorded parts, and its share without repeats", () => {
    const one = lengthOf(repeats("a", 1, 0, 0.1), repeats("bb", 1, 0, 0.1));
    assert.ok(one.a?.known && one.b?.known);
    assert.equal(one.shareWithin, null);
    assert.deepEqual(lengthOf(anOutputs(), anOutputs()), { a: null, b: null, shareWithin: null });
  });

  it("cells that drift or are not steady give no required cell length", () => {
    const drifting = repeats("a", 1, 0, 0);
    const blocks = { lengthMs: 9000, p50Ms: Array.from({ length: 20 }, (_, i) => 100 + i) };
    const load = [{ ...drifting.load[0]!, blocks }];
    assert.equal(lengthOf({ ...drifting, load }, repeats("bb", 1, 0, 0.1)).a?.known, null);
    const steady = [{ segment: "plateau", ratePerS: [1, 2], p50Ms: [1, 2], holds: false }];
    const unsteady = load.map((cell) => ({ ...cell, result: { ...cell.result, steady } }));
    assert.equal(lengthOf({ ...drifting, load: unsteady }, repeats("bb", 1, 0, 0.1)).a, null);
  });
});
