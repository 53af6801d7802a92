import assert from "node:assert/strict";
import { machineProvenance } from "../../../infra/hosts/provenance.ts";

describe("provenance of machines", () => {
  it("figures of machines in the lab are emulated, and those of all others are measured", () => {
    assert.equal(machineProvenance({ STACKMARK_LAB: "/tmp/lab" }), "emulated");
    assert.equal(machineProvenance({}), "measured");
    assert.equal(machineProvenance({ STACKMARK_LAB: "" }), "measured");
  });
});
