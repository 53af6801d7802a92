import assert from "node:assert/strict";
import { answered, questionsOf } from "../../../cli/init/questions.ts";

const UNSET = ["topology.gcp.project", "access.adminCidrs", "topology.nodes[2].publicIp"].map((path) => ({
  path,
  message: "is required",
}));

const asked = (...args: Parameters<typeof questionsOf>) => questionsOf(...args).map(({ answer }) => answer);

describe("the questions of init", () => {
  it("init asks for each missing required setting, in the order of the settings", () => {
    assert.deepEqual(asked(UNSET, {}), ["gcpProject", "adminCidrs", "edgeAddress"]);
  });

  it("init does not ask for what an option gives", () => {
    assert.deepEqual(asked(UNSET, { adminCidrs: ["203.0.113.7/32"], edgeAddress: "203.0.113.8" }), ["gcpProject"]);
  });

  it("init asks for no secret", () => {
    assert.deepEqual(asked([{ path: "grafanaPassword", message: "is required" }], {}), []);
  });

  it("an empty answer sets nothing, and a list of addresses may be separated by commas and spaces", () => {
    const question = questionsOf(UNSET.slice(1, 2), {})[0]!;
    assert.deepEqual(answered(question, "  "), {});
    assert.deepEqual(answered(question, " 203.0.113.7, 203.0.113.8 "), { adminCidrs: ["203.0.113.7", "203.0.113.8"] });
  });
});
