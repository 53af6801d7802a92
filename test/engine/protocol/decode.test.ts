import assert from "node:assert/strict";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { decodeTimeouts } from "../../../engine/protocol/decode.ts";

const { CustomTimeouts } = resources.RegisterResourceRequest;
const createTimeout = (text: string) => decodeTimeouts(new CustomTimeouts().setCreate(text))?.create;

describe("custom timeouts", () => {
  it("custom timeouts in every unit of Go durations are decoded to seconds", () => {
    assert.equal(createTimeout("90s"), 90);
    assert.equal(createTimeout("1h30m"), 5400);
    assert.equal(createTimeout("1.5m"), 90);
    assert.equal(createTimeout("250ms"), 0.25);
  });

  it("a custom timeout that is not a duration is refused", () => {
    for (const text of ["5", "m", "5 m", "5x", "-"]) assert.throws(() => createTimeout(text), /is not a duration/);
  });

  it("an empty custom timeout is unset", () => {
    assert.equal(createTimeout(""), undefined);
  });
});
