import assert from "node:assert/strict";
import { ADMIN, planStack } from "./stacks.ts";

const notesOf = (level: object): string[] =>
  planStack({
    topology: { nodes: [{ name: "server", cloud: "azure", role: "server" }] },
    access: { adminCidrs: [ADMIN] },
    workload: { name: "boutique" },
    load: { warmUpS: 10, levels: [{ name: "low", users: 5, ...level }] },
  }).notes.filter((note) => note.includes("measured parts"));

describe("notes of a plan", () => {
  it("measured parts under 60 s on real machines are noted, because a kubelet reads its containers rarely", () => {
    assert.match(
      notesOf({ spawnRatePerS: 1, durationS: 50 })[0]!,
      /^measured parts of 40 s \(low\) are shorter than 60 s/,
    );
    assert.deepEqual(notesOf({ spawnRatePerS: 1, durationS: 70 }), []);
    // A load that changes has no warm-up.
    assert.deepEqual(notesOf({ shape: "steps", steps: 5, rampS: 20, holdS: 40 }), []);
  });
});
