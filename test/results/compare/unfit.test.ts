import assert from "node:assert/strict";
import { unfitLines } from "../../../results/compare/index.ts";

const invalid = (cell: string, ...reasons: string[]) => ({ cell, status: "invalid" as const, reasons });

describe("cells that are not evidence, in words", () => {
  it("a cell is named with its side and its reasons", () => {
    const cells = [
      invalid("load-low-1", "The target went down.", "Worker 1 died."),
      { ...invalid("load-low-2"), status: "complete" as const },
    ];
    assert.deepEqual(unfitLines("a", cells), ["a: load-low-1 is invalid: The target went down. Worker 1 died."]);
    assert.deepEqual(unfitLines("a", [invalid("load-low-1")]), ["a: load-low-1 is invalid: no reason was given"]);
  });

  it("cells with the same reasons share a line, whatever their figures are", () => {
    const late = (ms: string) => `Figures moved by ${ms} ms: p99 by ${ms} ms.`;
    const cells = [
      invalid("load-low-1", late("1.25")),
      invalid("load-low-2", "It is down."),
      invalid("load-low-3", late("1\u202f302")),
    ];
    assert.deepEqual(unfitLines("a", cells), [
      "a: 2 of 3 cells are invalid, such as load-low-1: Figures moved by 1.25 ms: p99 by 1.25 ms.",
      "a: load-low-2 is invalid: It is down.",
    ]);
  });
});
