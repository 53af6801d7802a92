import assert from "node:assert/strict";
import fc from "fast-check";
import { addressOf, numberOf } from "../../../base/ipv4.ts";
import { contains, isPublic, mergeRanges, rangeOf } from "../../../lab/networks/addresses.ts";
import { addPort, removePort, replaceRules } from "../../../lab/networks/ruleset.ts";
import type { PacketRule } from "../../../lab/protocol/machines.ts";

const PORT = { device: "p3", privateIp: "10.1.0.4", publicIp: "198.51.100.4", reachesInternet: true };

const rule = (changes: Partial<PacketRule>): PacketRule => ({
  ...{ allow: true, protocol: "tcp", sources: ["0.0.0.0/0"], ports: [[22, 22]] },
  ...changes,
});
const compiled = (...rules: PacketRule[]): string[] =>
  replaceRules(PORT, rules)
    .trim()
    .split("\n")
    .map((line) => line.replace("add rule ip lab to_p3 ", ""));

describe("sets of addresses and ports", () => {
  it("merged ranges hold what the ranges held, in order and apart", () => {
    const range = fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 9 }))
      .map(([a, n]) => [a, a + n] as const);
    fc.assert(
      fc.property(fc.array(range), (ranges) => {
        const merged = mergeRanges(ranges);
        const isIn = (list: readonly (readonly [number, number])[], value: number): boolean =>
          list.some(([first, last]) => first <= value && value <= last);
        for (let value = 0; value < 75; value += 1) assert.equal(isIn(merged, value), isIn(ranges, value));
        for (const [index, [first]] of merged.entries()) assert.ok(index === 0 || first > merged[index - 1]![1] + 1);
      }),
    );
  });

  it("a CIDR is the range of its addresses, also where its address is not the first", () => {
    assert.deepEqual(rangeOf("10.1.0.77/24").map(addressOf), ["10.1.0.0", "10.1.0.255"]);
    assert.deepEqual(rangeOf("203.0.113.7").map(addressOf), ["203.0.113.7", "203.0.113.7"]);
    assert.deepEqual(rangeOf("0.0.0.0/0").map(addressOf), ["0.0.0.0", "255.255.255.255"]);
    assert.equal(contains(rangeOf("10.1.0.0/24"), "10.1.1.0"), false);
    assert.ok(isPublic("203.0.113.130") && !isPublic("10.1.0.4") && !isPublic("8.8.8.8"));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        assert.equal(numberOf(addressOf(value)), value);
      }),
    );
  });
});

describe("rules of a machine as nftables' text", () => {
  it("what no rule matches is dropped, and earlier rules are gone", () => {
    assert.deepEqual(compiled(), ["flush chain ip lab to_p3", "drop"]);
  });

  it("rules keep their order, with ranges of ports and sources merged", () => {
    assert.deepEqual(
      compiled(
        rule({ allow: false, sources: ["10.1.0.5/32"], ports: null }),
        rule({
          sources: ["10.1.0.0/24", "10.1.0.128/25", "192.0.2.1/32"],
          ports: [
            [80, 80],
            [81, 90],
            [22, 22],
          ],
        }),
      ).slice(1),
      [
        "ip saddr { 10.1.0.5 } meta l4proto tcp drop",
        "ip saddr { 10.1.0.0-10.1.0.255, 192.0.2.1 } meta l4proto tcp th dport { 22, 80-90 } accept",
        "drop",
      ],
    );
  });

  it("ICMP has no ports, and all protocols with ports are those that have some", () => {
    assert.deepEqual(
      compiled(
        rule({ protocol: "icmp", ports: null }),
        rule({ protocol: "all", ports: null }),
        rule({ protocol: "all" }),
      ).slice(1),
      ["meta l4proto icmp accept", "accept", "meta l4proto { tcp, udp } th dport { 22 } accept", "drop"],
    );
  });

  it("a rule without sources or ports matches nothing", () => {
    assert.deepEqual(compiled(rule({ sources: [] }), rule({ ports: [] })).slice(1), ["drop"]);
  });

  it("what is removed with a machine is what was added, and nothing reaches a new one", () => {
    const elements = (text: string): string[] =>
      [...text.matchAll(/element (.*)/g)].map(([, element]) => element!).toSorted();
    assert.deepEqual(elements(removePort(PORT)), elements(addPort(PORT)));
    assert.equal(elements(addPort({ ...PORT, publicIp: null, reachesInternet: false })).length, 2);
    assert.match(addPort(PORT), /^add rule ip lab to_p3 drop$/m);
  });
});
