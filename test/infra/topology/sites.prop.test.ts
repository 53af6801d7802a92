import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, firstSubnet, isWorld, overlaps } from "../../../infra/catalog/cidr.ts";
import { AZURE_REGIONS, GCP_REGIONS, regionCidr } from "../../../infra/catalog/regions.ts";
import { planCluster, stacks } from "./stacks.ts";

/** The addresses of a range, one by one: only for narrow ones. */
function addresses(cidr: string): Set<number> {
  const [address = "", bits = "32"] = cidr.split("/");
  const mask = (0xffffffff << (32 - Number(bits))) >>> 0;
  const base = (address.split(".").reduce((sum, part) => (sum << 8) | Number(part), 0) & mask) >>> 0;
  return new Set(Array.from({ length: 2 ** (32 - Number(bits)) }, (_, i) => base + i));
}

const narrow = fc
  .tuple(fc.constantFrom(10, 11, 255), fc.nat({ max: 1 }), fc.nat({ max: 255 }), fc.integer({ min: 24, max: 32 }))
  .map(([a, b, c, bits]) => `${a}.0.${b}.${c}/${bits}`);

describe("ranges of addresses", () => {
  it("ranges overlap if they share an address, and contain a range if they have all of its addresses", () => {
    fc.assert(
      fc.property(narrow, narrow, (a, b) => {
        const [one, other] = [addresses(a), addresses(b)];
        assert.equal(
          overlaps(a, b),
          [...one].some((address) => other.has(address)),
        );
        assert.equal(
          contains(a, b),
          [...other].every((address) => one.has(address)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("the first subnet begins at the start of a range", () => {
    assert.equal(firstSubnet("10.64.0.0/16", 24), "10.64.0.0/24");
    assert.equal(firstSubnet("10.64.3.0/26", 24), "10.64.3.0/26");
  });

  it("every notation of the world's range is recognized", () => {
    for (const world of ["0.0.0.0/0", "10.1.2.3/0", "0.0.0.0/1", "128.0.0.0/1"]) assert.ok(isWorld(world), world);
    for (const own of ["10.0.0.0/8", "203.0.113.7/32"]) assert.ok(!isWorld(own), own);
  });
});

describe("networks of a plan", () => {
  it("the ranges of regions, pods and services do not overlap", () => {
    const all = [
      ...AZURE_REGIONS.map((region) => regionCidr("azure", region, {})!),
      ...GCP_REGIONS.map((region) => regionCidr("gcp", region, {})!),
      "10.42.0.0/16",
      "10.43.0.0/16",
    ];
    for (const [i, a] of all.entries()) for (const b of all.slice(i + 1)) assert.ok(!overlaps(a, b), `${a} ${b}`);
  });

  it("networks contain their subnets, and the plan has the site of each node in a cloud", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const plan = planCluster(stack);
        const { sites } = plan.kubernetes;
        for (const site of sites) if (site.cloud === "azure") assert.ok(contains(site.vnet.cidr, site.subnet.cidr));
        const subnets = sites.flatMap((site) => (site.cloud === "gcp" ? site.subnets : [site.subnet]));
        for (const [i, a] of subnets.entries())
          for (const b of subnets.slice(i + 1)) assert.ok(!overlaps(a.cidr, b.cidr));
        for (const node of plan.nodes)
          if (node.cloud !== "existing") assert.ok(sites.some(({ name }) => name === node.site));
      }),
      { numRuns: 100 },
    );
  });
});
