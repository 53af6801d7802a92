import assert from "node:assert/strict";
import fc from "fast-check";
import { EXIT, exitCodeOf, type ExitCode } from "../../cli/exit.ts";

describe("exit codes", () => {
  it("the exit code is 0 if nothing went wrong", () => assert.equal(exitCodeOf([]), 0));

  const order: ExitCode[] = [105, 3, 2, 1, 98, 99, 4, 5];
  const someOf = (codes: ExitCode[]) => fc.shuffledSubarray(codes, { minLength: 1 });

  it("of several exit codes the first of interrupted, deadline, usage, unexpected, invalid, threshold, worse, left over wins, whatever their order", () => {
    fc.assert(
      fc.property(someOf(order), (codes) => {
        fc.pre(!(codes.includes(EXIT.leftover) && codes.includes(EXIT.unexpected)));
        assert.equal(
          exitCodeOf(codes),
          order.find((c) => codes.includes(c)),
        );
      }),
    );
  });

  it("that something is left over says more than that something failed, and decides if nothing else applies", () => {
    assert.equal(exitCodeOf([EXIT.unexpected, EXIT.leftover]), EXIT.leftover);
    fc.assert(
      fc.property(someOf(order), (codes) => {
        const others = codes.filter((code) => code !== EXIT.unexpected);
        assert.equal(exitCodeOf([...codes, EXIT.leftover]), exitCodeOf([...others, EXIT.leftover]));
      }),
    );
  });

  it("every exit code has one name", () => assert.equal(new Set(Object.values(EXIT)).size, Object.keys(EXIT).length));
});
