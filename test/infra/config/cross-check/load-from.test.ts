import assert from "node:assert/strict";
import { problemsOf } from "../../helpers/raw-config.ts";

const NODES = [
  { name: "server", cloud: "gcp", role: "server", region: "europe-west1" },
  { name: "us", cloud: "gcp", region: "us-east1" },
  { name: "load-eu", cloud: "gcp", role: "load", region: "europe-west1" },
  { name: "load-asia", cloud: "gcp", role: "load", region: "asia-east1" },
];
const EMULATED = [{ name: "server", cloud: "local", role: "server" }];
const EMULATED_LOAD = [...EMULATED, { name: "load", cloud: "local", role: "load" }];
const REGIONS = {
  pools: ["europe-west1", "us-east1"],
  targets: [{ region: "europe-west1" }, { region: "us-east1" }],
};

const GENERATORS = [
  { name: "gen-eu", cloud: "gcp" },
  { name: "gen-us", region: "us-east1", publicIp: "203.0.113.9", hostKey: `ssh-ed25519 ${"A".repeat(68)}` },
];

function problems(
  load: object,
  nodes: object[] = NODES,
  workload: object = nodes === NODES ? { name: "boutique" } : {},
): string[] {
  return problemsOf({ topology: { nodes, gcp: { project: "my-project" } }, workload, load });
}

function assertProblem(found: string[], expected: RegExp): void {
  assert.equal(found.length, 1, found.join("\n"));
  assert.match(found[0]!, expected);
}

describe("checks of where a load comes from", () => {
  it("pods in one cluster, in several regions, and to another stack are accepted", () => {
    assert.deepEqual(problems({ from: "cluster", pods: { count: 10 } }), []);
    assert.deepEqual(problems({ from: "cluster", regions: REGIONS }), []);
    const other = { pools: ["us-east1"], targets: [{ region: "moon", stack: "org/project/moon" }] };
    assert.deepEqual(problems({ from: "cluster", regions: other }), []);
  });

  it("emulated nodes and URLs have no pods", () => {
    assertProblem(problems({ from: "cluster" }, EMULATED), /^load\.from = "cluster": needs a cluster: emulated nodes/);
    assertProblem(problems({}, EMULATED_LOAD), /^topology\.nodes\[1\]\.role = "load": is for nodes of a cluster/);
  });

  it("tools run in pods, also between regions", () => {
    const tool = { from: "cluster", tool: "k6", file: "a.js" };
    assert.deepEqual(problems(tool), []);
    assert.deepEqual(problems({ ...tool, regions: REGIONS }), []);
  });

  it("JMeter needs users where its load is divided, because each part would send the whole plan", () => {
    const jmeter = { from: "cluster", tool: "jmeter", file: "a.jmx" };
    assertProblem(problems(jmeter), /^load\.levels: must have users, which are divided/);
    const level = { name: "one", durationS: 10 };
    assertProblem(problems({ ...jmeter, levels: [level] }), /^load\.levels\[0\]\.users: must have users/);
    assert.deepEqual(problems({ ...jmeter, levels: [{ ...level, users: 5 }] }), []);
  });

  it("regions need pods or generators, whose machines are pools by the region that they have or are given", () => {
    assertProblem(problems({ regions: REGIONS }), /^load\.regions: needs `load\.from: cluster` or `generators`/);
    assert.deepEqual(problems({ from: "generators", generators: GENERATORS, regions: REGIONS }), []);
    const pools = { ...REGIONS, pools: ["asia-east1"] };
    assertProblem(
      problems({ from: "generators", generators: GENERATORS, regions: pools }),
      /^load\.regions\.pools\[0\] = "asia-east1": is not the region of a generator; there are europe-west1, us-east1/,
    );
  });

  it("generators in regions need users to enter at pods of the node that they connect to", () => {
    const load = { from: "generators", generators: GENERATORS, regions: REGIONS };
    const ingress = { name: "boutique", exposure: { kind: "Ingress" } };
    assertProblem(problems(load, NODES, ingress), /^load\.regions: needs users to enter at pods of the node/);
    const pods = { from: "cluster", regions: REGIONS };
    assert.deepEqual(problems(pods, NODES, ingress), []);
    const url = { url: "http://shop.example/" };
    assertProblem(
      problems({ ...load, generators: GENERATORS.slice(1) }, [], url),
      /^load\.regions: needs a cluster, and the stack has none: `workload\.url`/,
    );
  });

  it("a pool needs a node in its region, and a target one that runs the workload", () => {
    const pools = { ...REGIONS, pools: ["europe-west2"] };
    assertProblem(
      problems({ from: "cluster", regions: pools }),
      /^load\.regions\.pools\[0\] = "europe-west2": is not the region of a node; there are europe-west1, us-east1, asia-east1.*europe-west1/,
    );
    const targets = { ...REGIONS, targets: [{ region: "asia-east1" }] };
    assertProblem(
      problems({ from: "cluster", regions: targets }),
      /^load\.regions\.targets\[0\]\.region = "asia-east1": is not the region of a node that runs the workload/,
    );
  });

  it("pools and targets are each named once", () => {
    const twice = { pools: ["us-east1", "us-east1"], targets: [{ region: "us-east1" }, { region: "us-east1" }] };
    const found = problems({ from: "cluster", regions: twice });
    assert.deepEqual(
      found.map((text) => text.split(" ")[0]),
      ["load.regions.pools[1]", "load.regions.targets[1].region"],
    );
  });
});
