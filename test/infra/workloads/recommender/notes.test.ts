import assert from "node:assert/strict";
import { recommendationNotes } from "../../../../infra/workloads/recommender/notes.ts";
import { aRecommendation } from "../../../helpers/scaling-runs.ts";

describe("notes of recommendations", () => {
  it("say what is recommended beside what is requested, and from how many readings", () => {
    assert.deepEqual(recommendationNotes([aRecommendation(), aRecommendation({ coversLoad: false, samples: 1 })]), [
      "Recommended for each replica of frontend: 0.126 cores and 100 MiB, from 14 readings; it requests 0.100 cores and 128 MiB.",
      "Recommended for each replica of frontend: 0.126 cores and 100 MiB, from 1 reading, none of them after this load; it requests 0.100 cores and 128 MiB.",
    ]);
  });

  it("say why nothing is recommended", () => {
    assert.deepEqual(recommendationNotes({ problem: "no pods" }), ["Requests could not be recommended: no pods."]);
  });
});
