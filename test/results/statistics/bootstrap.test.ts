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

  it("the hierarchical bootstrap agrees with Welch's interval for normal values", () => {
    const [a, b] = [side(3), side(3.2)];
    const values = (cells: typeof a) => cells.map(({ value }) => value);
    const [drawn, formula] = [hierarchicalBootstrap(a, b, 0.95), interval(welch(values(a), values(b))!, 0.95)];
    assert.ok(Math.abs(drawn.low - formula.low) < 0.02 && Math.abs(drawn.high - formula.high) < 0.02);
  });

  it("the hierarchical bootstrap is deterministic", () => {
    const [a, b] = [side(1), side(1)];
    assert.deepEqual(hierarchicalBootstrap(a, b, 0.95), hierarchicalBootstrap(a, b, 0.95));
  });

  it("the hierarchical bootstrap is wider where blocks of a cell differ more", () => {
    const cells = (sd: number) => Array.from({ length: 12 }, () => ({ value: 1, blocks: noise.normals(10, 1, sd) }));
    const width = (sd: number) => {
      const { low, high } = hierarchicalBootstrap(cells(sd), cells(sd), 0.95);
      return high - low;
    };
    assert.ok(width(0.2) > 5 * width(0.02));
  });
});
