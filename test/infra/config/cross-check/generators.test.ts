import assert from "node:assert/strict";
import { checkGenerators } from "../../../../infra/config/cross-check/generators.ts";
import { looseSchema } from "../../../../infra/config/cross-check/loose.ts";

const HOST_KEY = `ssh-ed25519 ${"A".repeat(68)}`;
const lab = { name: "lab", publicIp: "203.0.113.9", hostKey: HOST_KEY };
const machines = { nodes: [{ name: "server", cloud: "azure", role: "server" }] };

const problems = (load: object, topology: object = machines, workload: object = {}) =>
  checkGenerators(looseSchema.parse({ load, topology, workload })).map(({ path }) => path);

describe("checks of generators", () => {
  it("existing machines, and machines in clouds beside nodes that are machines, are accepted", () => {
    const generators = [lab, { name: "us", cloud: "gcp", count: 3 }];
    assert.deepEqual(problems({ from: "generators", generators }), []);
    assert.deepEqual(problems({}), []);
  });

  it("a load from generators needs some, and generators need a load from them", () => {
    assert.deepEqual(problems({ from: "generators" }), ["load.generators"]);
    assert.deepEqual(problems({ generators: [lab] }), ["load.from"]);
  });

  it("every key that is missing or belongs to another kind of machine is reported at once", () => {
    const generators = [
      { name: "bare" },
      { ...lab, size: "e2-standard-4", count: 2 },
      { name: "us", cloud: "gcp", publicIp: "203.0.113.9", size: "huge" },
    ];
    assert.deepEqual(problems({ from: "generators", generators }), [
      "load.generators[0].publicIp",
      "load.generators[0].hostKey",
      "load.generators[1].size",
      "load.generators[1].count",
      "load.generators[2].publicIp",
      "load.generators[2].size",
    ]);
  });

  it("names are unique among generators and nodes", () => {
    const generators = [lab, lab, { ...lab, name: "server" }];
    assert.deepEqual(problems({ from: "generators", generators }), [
      "load.generators[1].name",
      "load.generators[2].name",
    ]);
  });

  it("emulated nodes are refused, because other machines do not reach them", () => {
    const local = { nodes: [{ name: "server", cloud: "local", role: "server" }] };
    assert.deepEqual(problems({ from: "generators", generators: [lab] }, local), ["load.from"]);
  });

  it("machines in clouds are refused where the stack has none", () => {
    const generators = [{ name: "us", cloud: "gcp" }];
    const local = { nodes: [{ name: "server", cloud: "local", role: "server" }] };
    assert.deepEqual(problems({ from: "generators", generators }, local), ["load.from", "load.generators[0].cloud"]);
  });

  it("tools run on generators, but Locust on no two of which one is a VM, whose firewall would part them", () => {
    const vm = { name: "us", cloud: "gcp" };
    const of = (tool: string, ...generators: object[]) => problems({ from: "generators", generators, tool });
    assert.deepEqual(of("k6", lab, { ...vm, count: 3 }), []);
    assert.deepEqual(of("locust", vm), []);
    assert.deepEqual(of("locust", lab, { ...lab, name: "other" }), []);
    assert.deepEqual(of("locust", lab, vm), ["load.tool"]);
    assert.deepEqual(of("locust", { ...vm, count: 2 }), ["load.tool"]);
  });
});
