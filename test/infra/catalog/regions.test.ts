import assert from "node:assert/strict";
import { regionCidr } from "../../../infra/catalog/regions.ts";

describe("the address range of a region", () => {
  it("is the configured one, else that of its place in the list", () => {
    assert.equal(regionCidr("azure", "westeurope", { westeurope: "10.1.0.0/16" }), "10.1.0.0/16");
    assert.match(regionCidr("azure", "westeurope", {})!, /^10\.\d+\.0\.0\/16$/);
  });

  it("is not known of an unknown region, also if each object has a member of that name", () => {
    for (const region of ["nowhere", "constructor", "toString"])
      assert.equal(regionCidr("gcp", region, {}), undefined, region);
  });
});
