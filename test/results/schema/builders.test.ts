import assert from "node:assert/strict";
import { secondSchema } from "@stackmark/loadgen/schema";
import { outputsSchema } from "../../../results/schema/outputs.ts";
import { metricsSampleSchema } from "../../../results/schema/series.ts";
import { aMetricsSample, aSecond, aWanOutputs, anOutputs } from "../../helpers/builders.ts";

describe("the builders of test data", () => {
  it("the builders of test data give values that match their schemas", () => {
    assert.deepEqual(
      outputsSchema.parse(JSON.parse(JSON.stringify(anOutputs()))),
      JSON.parse(JSON.stringify(anOutputs())),
    );
    assert.equal(outputsSchema.parse(aWanOutputs()).plan.links.length, 1);
    assert.deepEqual(secondSchema.parse(aSecond()), aSecond());
    assert.deepEqual(metricsSampleSchema.parse(aMetricsSample()), aMetricsSample());
  });
});
