import assert from "node:assert/strict";
import { coresOf, mebibytesOf, quantityOf, timesQuantity } from "../../../infra/catalog/quantities.ts";

describe("Kubernetes quantities", () => {
  it("CPU is read in cores and thousandths of cores, memory in KiB, MiB and GiB", () => {
    assert.deepEqual(["200m", "0.5", "2"].map(coresOf), [0.2, 0.5, 2]);
    assert.deepEqual(["512Ki", "128Mi", "2Gi"].map(mebibytesOf), [0.5, 128, 2048]);
  });

  it("what is no quantity of the resource is undefined", () => {
    assert.deepEqual(["128Mi", "fast", ""].map(coresOf), [undefined, undefined, undefined]);
    assert.deepEqual(["200m", "128", "Mi"].map(mebibytesOf), [undefined, undefined, undefined]);
  });

  for (const [text, value] of Object.entries({ "1930m": 1.93, "4": 4, "15Gi": 15 * 2 ** 30, "7": 7, x: Number.NaN }))
    it(`the quantity ${text} is ${value}`, () => assert.equal(quantityOf(text), value));

  it("a multiple has the same unit, without the noise of binary fractions", () => {
    assert.deepEqual(
      ["200m", "128Mi", "0.1", "fast"].map((each) => timesQuantity(each, 3)),
      [...["600m", "384Mi", "0.3"], undefined],
    );
  });
});
