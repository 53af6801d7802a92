import assert from "node:assert/strict";
import { ADMIN, planStack } from "./stacks.ts";

const notesOf = (durationS: number): string[] =>
  planStack({
    topology: { nodes: [{ name: "server", cloud: "azure", role: "server" }] },
    access: { adminCidrs: [ADMIN] },
    workload: { name: "boutique" },
    load: { warmUpS: 10, levels: [{ name: "low", users: 5, spawnRatePerS: 1, durationS }] },
  }).notes.filter((note) => note.includes("measured parts"));

describe("notes of a plan", () => {
  it("measured parts under 60 s on real machines are noted, because a kubelet reads its containers rarely", () => {
    assert.match(notesOf(50)[0]!, /^measured parts of 40 s \(low\) are shorter than 60 s/);
    assert.deepEqual(notesOf(70), []);
  });
});
