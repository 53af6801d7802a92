import assert from "node:assert/strict";
import { missing } from "../../../lab/setup/requirements.ts";
import { rehearse, type Rehearsal } from "./rehearse.ts";

describe("edge in the lab", function () {
  this.timeout(1_800_000);
  let seen: Rehearsal;

  before(async function () {
    const lacks = missing();
    if (lacks.length > 0) {
      console.log(`    skipped: ${lacks.join("; ")}`);
      return this.skip();
    }
    seen = await rehearse("edge");
  });

  it("all checks hold, and the command says so", () => {
    assert.deepEqual(seen.failed, [], seen.output);
    assert.equal(seen.exitCode, 0, seen.output);
  });

  for (const title of [
    "every cell is complete",
    "the frontend runs on edge-node, 3 times",
    "worker-node-1 joined over the private network, by a token that names the cluster's CA",
    "edge-node joined over the internet, by a token that names the cluster's CA",
    "a scan from elsewhere finds no open port",
    "the clouds hold nothing",
  ])
    it(`${title}`, () => assert.ok(seen.held.has(title), seen.output));

  it("nothing of it is left on this machine", () => {
    assert.deepEqual(seen.left, { namespaces: [], mounts: [], cgroups: [], machines: [] });
  });
});
