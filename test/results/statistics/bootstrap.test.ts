import assert from "node:assert/strict";
import { hierarchicalBootstrap, interval, welch } from "../../../results/statistics/index.ts";
import { Noise } from "../../helpers/noise.ts";

describe("the hierarchical bootstrap", () => {
  const noise = new Noise(4);
  const side = (centre: number) =>
    Array.from({ length: 12 }, () => {
      const value = centre + 0.05 * noise.normal();
      return { value, blocks: noise.normals(10, value, 0.02) };
    });

  it("gives about the interval of Welch's estimate where values are normal", () => {
    const [a, b] = [side(3), side(3.2)];
    const values = (cells: typeof a) => cells.map(({ value }) => value);
    const [drawn, formula] = [hierarchicalBootstrap(a, b, 0.95), interval(welch(values(a), values(b))!, 0.95)];
    assert.ok(Math.abs(drawn.low - formula.low) < 0.02 && Math.abs(drawn.high - formula.high) < 0.02);
  });

  it("is the same for the same cells", () => {
    const [a, b] = [side(1), side(1)];
    assert.deepEqual(hierarchicalBootstrap(a, b, 0.95), hierarchicalBootstrap(a, b, 0.95));
  });

  it("is wider where blocks of a cell differ more", () => {
    const cells = (sd: number) => Array.from({ length: 12 }, () => ({ value: 1, blocks: noise.normals(10, 1, sd) }));
    const width = (sd: number) => {
      const { low, high } = hierarchicalBootstrap(cells(sd), cells(sd), 0.95);
      return high - low;
    };
    assert.ok(width(0.2) > 5 * width(0.02));
  });
});
