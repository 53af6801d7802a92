import assert from "node:assert/strict";
import fc from "fast-check";
import { EXIT, exitCodeOf, type ExitCode } from "../../cli/exit.ts";

describe("exit codes", () => {
  it("are 0 where nothing went wrong", () => assert.equal(exitCodeOf([]), 0));

  it("follow the order interrupted, deadline, invalid, threshold, worse, left over, whatever the order that they came in", () => {
    const order: ExitCode[] = [105, 3, 98, 99, 4, 5];
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: 1 }), (codes) => {
        assert.equal(
          exitCodeOf(codes),
          order.find((c) => codes.includes(c)),
        );
      }),
    );
  });

  it("have one name each", () => assert.equal(new Set(Object.values(EXIT)).size, Object.keys(EXIT).length));
});
