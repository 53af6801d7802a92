import assert from "node:assert/strict";
import { checkLocalAddresses } from "../../../loadgen/coordinator/local-addresses.ts";
import { LoadError } from "../../../loadgen/errors.ts";

describe("local addresses of a load", () => {
  it("local addresses that this machine does not have are refused, all at once", async () => {
    await checkLocalAddresses(["127.0.0.1", "127.0.0.1"]);
    await assert.rejects(
      checkLocalAddresses(["127.0.0.1", "198.51.100.1", "203.0.113.1"]),
      (error) =>
        error instanceof LoadError &&
        error.code === "LOAD_SPEC_INVALID" &&
        /198\.51\.100\.1: [^]*203\.0\.113\.1: /.test(error.message) &&
        !error.message.includes("127.0.0.1"),
    );
  });
});
