import assert from "node:assert/strict";
import { variantText } from "../../../cli/study/variant.ts";

const FILE = `# A comment stays.
config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: local }
  stackmark:workload:
  stackmark:access: '{"allowWorld":false}'
`;

describe("the stack file of a variant", () => {
  it("has the new values at their places, and all else as it was", () => {
    const text = variantText(FILE, [
      [["topology", "nodes", 0, "cpus"], 2],
      [["workload", "services", "api", "replicas"], 4],
      [["load", "levels"], [{ name: "only", users: 10 }]],
      [["access", "adminCidrs"], ["203.0.113.1/32"]],
    ]);
    assert.equal(
      text,
      `# A comment stays.
config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: local, cpus: 2 }
  stackmark:workload:
    services:
      api:
        replicas: 4
  stackmark:access:
    allowWorld: false
    adminCidrs:
      - 203.0.113.1/32
  stackmark:load:
    levels:
      - name: only
        users: 10
`,
    );
  });

  it("lacks what was removed, also if it was not there", () => {
    const text = variantText("config:\n  stackmark:load: { seed: 2, repeats: 3 }\n", [
      [["load", "seed"], undefined],
      [["load", "levels"], undefined],
    ]);
    assert.equal(text, "config:\n  stackmark:load: { repeats: 3 }\n");
  });
});
