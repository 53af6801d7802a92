import assert from "node:assert/strict";
import { aPlan } from "../helpers/builders.ts";

const HOST_KEY = `ssh-ed25519 ${"A".repeat(68)}`;
const server = { name: "server", cloud: "azure", role: "server" };
const here = { name: "lab", publicIp: "203.0.113.9", hostKey: HOST_KEY };
const eu = { name: "eu", cloud: "azure", size: "Standard_F4s_v2", count: 2 };
const us = { name: "us", cloud: "gcp", region: "us-east1", workers: 3 };
const inClouds = (generators: object[]) =>
  aPlan({
    topology: { nodes: [server], gcp: { project: "my-project" } },
    workload: { name: "boutique" },
    access: { adminCidrs: ["192.0.2.1/32"] },
    load: { from: "generators", generators },
  });

describe("generators of a plan", () => {
  it("a load comes from this machine unless the stack file says otherwise", () => {
    assert.deepEqual(aPlan().generators, []);
    assert.match(aPlan().vantage, /^this machine/);
  });

  it("equal machines are numbered, and have one worker for each core but one", () => {
    assert.deepEqual(
      inClouds([eu, us, here]).generators.map(({ name, workers, region, zone }) => [name, workers, region, zone]),
      [
        ["eu-1", 3, "westeurope", undefined],
        ["eu-2", 3, "westeurope", undefined],
        ["us", 3, "us-east1", "us-east1-b"],
        ["lab", 1, undefined, undefined],
      ],
    );
  });

  it("the vantage names each machine and where it is", () => {
    assert.equal(inClouds([us, here]).vantage, "generators us (us-east1-b), lab (203.0.113.9)");
  });

  it("generators are no nodes, and each region of theirs has a network", () => {
    const { nodes, kubernetes } = inClouds([eu, us]);
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ["server"],
    );
    assert.deepEqual(
      kubernetes!.sites.map(({ name }) => name),
      ["azure-westeurope", "gcp"],
    );
  });

  it("generators enter as users do, you log in to them, and nothing else is opened for them", () => {
    const { kubernetes } = inClouds([us, here]);
    const ofUs = kubernetes!.intents.filter(({ from, to }) => to === "us" || ("node" in from && from.node === "us"));
    assert.deepEqual(
      ofUs.map(({ rule, from, to }) => [rule, from, to]),
      [
        ["allow-ssh", { cidr: "192.0.2.1/32" }, "us"],
        ["allow-entry", { node: "us", network: "public" }, "server"],
      ],
    );
    assert.ok(
      kubernetes!.intents.some(
        ({ rule, from }) => rule === "allow-entry" && "cidr" in from && from.cidr === "203.0.113.9/32",
      ),
    );
  });

  it("existing machines can also send the load to what runs already", () => {
    const url = { workload: { url: "http://shop.example/" }, topology: { nodes: [] } };
    assert.equal(
      aPlan({ ...url, load: { from: "generators", generators: [here] } }).vantage,
      "generators lab (203.0.113.9)",
    );
  });
});
