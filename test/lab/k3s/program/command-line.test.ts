import assert from "node:assert/strict";
import { commandLine } from "../../../../lab/k3s/program/command-line.ts";

describe("arguments of Kubernetes' programs in the lab's K3s", () => {
  it("users' arguments replace those of the same name", () => {
    assert.deepEqual(commandLine({ v: 1, a: "x" }, ["v=4", "--b"]), ["--v=4", "--a=x", "--b=true"]);
  });

  it("one that is given twice is passed twice", () => {
    assert.deepEqual(commandLine({ c: 1 }, ["c=2", "c=3"]), ["--c=2", "--c=3"]);
  });

  it("one without a value is left out", () => {
    assert.deepEqual(commandLine({ a: undefined, b: "" }, []), ["--b="]);
  });
});
