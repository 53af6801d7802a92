/** Compiled rules let in exactly what a security group lets in, by the naive reading of Azure's documentation. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCidr } from "../../../../lab/clouds/cidr.ts";
import { DEFAULT_RULES, packetRules, type RuleBody } from "../../../../lab/clouds/azure/security-rules.ts";
import { bothAllow } from "../../../../lab/clouds/packet-rules.ts";
import { CIDRS, isWithin, packet, passes, PORT_RANGES, type Packet } from "../packets.ts";

const NETWORK = "10.64.0.0/16";
const MACHINE = "10.64.0.4";

const prefix = fc.constantFrom("*", "VirtualNetwork", "Internet", "AzureLoadBalancer", ...CIDRS);
const oneOrMore = (one: fc.Arbitrary<string>, list: readonly string[], key: string) =>
  fc.oneof(
    one.map((value) => ({ [key]: value })),
    fc.subarray([...list], { minLength: 1 }).map((values) => ({ [`${key.replace(/x$/, "xe")}s`]: values })),
  );

const rule: fc.Arbitrary<RuleBody> = fc
  .tuple(
    fc.record({
      access: fc.constantFrom("Allow", "Deny"),
      direction: fc.constant("Inbound"),
      protocol: fc.constantFrom("Tcp", "Udp", "Icmp", "*", "Esp"),
      sourcePortRange: fc.constant("*"),
    }),
    oneOrMore(prefix, CIDRS, "sourceAddressPrefix"),
    oneOrMore(prefix, CIDRS, "destinationAddressPrefix"),
    oneOrMore(fc.constantFrom("*", ...PORT_RANGES), PORT_RANGES, "destinationPortRange"),
  )
  .map((parts) => Object.assign({}, ...parts) as RuleBody);

const group = fc.array(rule, { maxLength: 5 }).map((rules) => rules.map((each, i) => ({ ...each, priority: 100 + i })));

function matchesPrefix(text: string, address: string): boolean {
  if (text === "*") return true;
  if (text === "VirtualNetwork") return isWithin(NETWORK, address);
  if (text === "Internet") return !isWithin(NETWORK, address);
  return text === "AzureLoadBalancer" ? address === "168.63.129.16" : isWithin(text, address);
}

function matches(each: RuleBody, { source, protocol, port }: Packet): boolean {
  const any = (one: string | undefined, list: string[] | undefined, test: (text: string) => boolean): boolean =>
    (list ?? [one!]).some(test);
  const isPort = (text: string): boolean => {
    if (text === "*") return true;
    const [first, last = first] = text.split("-").map(Number);
    return port !== null && first! <= port && port <= last!;
  };
  const isProtocol = each.protocol === "*" || each.protocol.toLowerCase() === protocol;
  // A rule for ICMP has no ports, whatever it says of them.
  const isAnyPort = protocol === "icmp" && each.protocol === "Icmp";
  return (
    isProtocol &&
    any(each.sourceAddressPrefix, each.sourceAddressPrefixes, (text) => matchesPrefix(text, source)) &&
    any(each.destinationAddressPrefix, each.destinationAddressPrefixes, (text) => matchesPrefix(text, MACHINE)) &&
    (isAnyPort || any(each.destinationPortRange, each.destinationPortRanges, isPort))
  );
}

/** By priority, the first rule that matches decides. */
const naive = (rules: readonly RuleBody[], each: Packet): boolean =>
  [...rules, ...DEFAULT_RULES]
    .filter(({ direction }) => direction === "Inbound")
    .sort((a, b) => a.priority - b.priority)
    .find((candidate) => matches(candidate, each))!.access === "Allow";

const view = { ranges: [parseCidr(NETWORK)!], address: parseCidr(MACHINE)! };

describe("the packet rules of a security group", () => {
  it("let in exactly what the first matching rule by priority allows", () => {
    fc.assert(
      fc.property(group, fc.array(packet, { minLength: 1, maxLength: 20 }), (rules, packets) => {
        const compiled = packetRules(rules, view);
        for (const each of packets) assert.equal(passes(compiled, each), naive(rules, each), JSON.stringify(each));
      }),
      { numRuns: 500 },
    );
  });

  it("of a subnet and of an interface let in exactly what both allow", () => {
    fc.assert(
      fc.property(group, group, fc.array(packet, { minLength: 1, maxLength: 20 }), (outer, inner, packets) => {
        const compiled = bothAllow(packetRules(outer, view), packetRules(inner, view));
        for (const each of packets)
          assert.equal(passes(compiled, each), naive(outer, each) && naive(inner, each), JSON.stringify(each));
      }),
      { numRuns: 500 },
    );
  });

  it("the order in which rules were created does not matter", () => {
    fc.assert(
      fc.property(group, (rules) => {
        assert.deepEqual(packetRules([...rules].reverse(), view), packetRules(rules, view));
      }),
    );
  });
});
