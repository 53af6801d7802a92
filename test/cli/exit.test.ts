import assert from "node:assert/strict";
import fc from "fast-check";
import { EXIT, exitCodeOf, type ExitCode } from "../../cli/exit.ts";

describe("exit codes", () => {
  it("the exit code is 0 if nothing went wrong", () => assert.equal(exitCodeOf([]), 0));

  it("of several exit codes the first of interrupted, deadline, usage, unexpected, invalid, threshold, worse, left over wins, whatever their order", () => {
    const order: ExitCode[] = [105, 3, 2, 1, 98, 99, 4, 5];
    fc.assert(
      fc.property(fc.shuffledSubarray(order, { minLength: 1 }), (codes) => {
        assert.equal(
          exitCodeOf(codes),
          order.find((c) => codes.includes(c)),
        );
      }),
    );
  });

  it("every exit code has one name", () => assert.equal(new Set(Object.values(EXIT)).size, Object.keys(EXIT).length));
});
