import assert from "node:assert/strict";
import { readable } from "../../../engine/record/index.ts";
import { ASSET, RESOURCE, SIGNATURE, UNKNOWN, secret } from "../../../engine/values.ts";

describe("readable values", () => {
  it("readable marks secrets, unknowns, assets and references", () => {
    const value = {
      plain: [1, null, "text"],
      hidden: secret({ deep: UNKNOWN.string }),
      machine: { [SIGNATURE]: RESOURCE, urn: "urn:x", id: "7" },
      file: { [SIGNATURE]: ASSET, text: "content" },
      later: UNKNOWN.object,
    };
    assert.deepEqual(readable(value), {
      plain: [1, null, "text"],
      hidden: { $secret: { deep: { $unknown: true } } },
      machine: { $resource: "urn:x" },
      file: { $asset: { text: "content" } },
      later: { $unknown: true },
    });
  });
});
