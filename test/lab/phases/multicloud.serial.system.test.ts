import assert from "node:assert/strict";
import { missing } from "../../../lab/setup/requirements.ts";
import { rehearse, type Rehearsal } from "./rehearse.ts";

describe("multicloud in the lab", function () {
  this.timeout(1_800_000);
  let seen: Rehearsal;

  before(async function () {
    const lacks = missing();
    if (lacks.length > 0) {
      console.log(`    skipped: ${lacks.join("; ")}`);
      return this.skip();
    }
    seen = await rehearse("multicloud");
  });

  it("all checks hold, and the command says so", () => {
    assert.deepEqual(seen.failed, [], seen.output);
    assert.equal(seen.exitCode, 0, seen.output);
  });

  for (const title of [
    "every cell is complete",
    "services run where the outputs say",
    "gcp-worker joined over the internet, by a token that names the cluster's CA",
    "pods of two sites reach each other",
    "their packets cross the internet on 8472/udp, and none in clear",
    "the operator finds 22, 6443 open on server, and nothing else",
    "the operator finds 22, 30080 open on gcp-worker, and nothing else",
    "a scan from elsewhere finds no open port",
    "an agent with a wrong token is refused",
    "an agent with a token of another cluster's CA is refused",
    "an agent with a label of a role on its kubelet is refused",
    "the move was probed",
    "the clouds hold nothing",
  ])
    it(`${title}`, () => assert.ok(seen.held.has(title), seen.output));

  it("nothing of it is left on this machine", () => {
    assert.deepEqual(seen.left, { namespaces: [], mounts: [], cgroups: [], machines: [] });
  });
});
