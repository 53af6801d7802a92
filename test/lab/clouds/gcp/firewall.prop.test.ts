/** Compiled rules let in exactly what the firewall rules of a network let in, by the naive reading of Google's documentation. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { packetRules, type FirewallBody, type Target } from "../../../../lab/clouds/gcp/firewall.ts";
import type { Resource } from "../../../../lab/clouds/store.ts";
import { CIDRS, isWithin, packet, passes, PORT_RANGES, type Packet } from "../packets.ts";

const NETWORK = "projects/p/global/networks/net";
const OTHER = "projects/p/global/networks/other";
const MACHINES: Target[] = [
  { network: NETWORK, tags: ["web"], address: "10.64.0.4" },
  { network: NETWORK, tags: ["db", "web"], address: "10.64.0.5" },
  { network: NETWORK, tags: [], address: "10.64.1.4" },
  { network: OTHER, tags: ["db"], address: "10.65.0.4" },
];

const entry = fc.oneof(
  fc.record({ protocol: fc.constantFrom("tcp", "udp", "6"), ports: fc.subarray(PORT_RANGES) }),
  fc.record({ protocol: fc.constantFrom("icmp", "all", "esp", "1", "tcp") }),
);
const tags = fc.option(fc.subarray(["web", "db", "none"], { minLength: 1 }), { nil: undefined });

const rule = fc
  .record({
    isAllow: fc.boolean(),
    entries: fc.array(entry, { minLength: 1, maxLength: 2 }),
    network: fc.constantFrom(NETWORK, NETWORK, NETWORK, OTHER),
    direction: fc.constantFrom(undefined, "INGRESS", "INGRESS", "EGRESS"),
    disabled: fc.constantFrom(undefined, false, true),
    priority: fc.constantFrom(undefined, 0, 900, 1000, 1000, 65_535),
    sourceRanges: fc.option(fc.subarray([...CIDRS, "0.0.0.0/0"], { minLength: 1 }), { nil: undefined }),
    sourceTags: tags,
    targetTags: tags,
    destinationRanges: fc.option(fc.subarray(CIDRS, { minLength: 1 }), { nil: undefined }),
  })
  .map(({ isAllow, entries, ...body }) => ({ ...body, [isAllow ? "allows" : "denies"]: entries }));

const resource = (body: object, i: number): Resource => ({
  id: `projects/p/global/firewalls/rule-${i}`,
  kind: "compute#firewall",
  body: body as never,
  ...{ facts: {}, state: "Succeeded", createdMs: 0, visibleFromMs: 0, revision: 0 },
});

const NUMBERS: Record<string, string> = { "1": "icmp", "6": "tcp" };

function matches(
  body: FirewallBody & { network?: string },
  target: Target,
  { source, protocol, port }: Packet,
): boolean {
  const shares = (list: readonly string[], of: Target): boolean => of.tags.some((tag) => list.includes(tag));
  const isTagged = MACHINES.some(
    (each) => each.network === target.network && each.address === source && shares(body.sourceTags ?? [], each),
  );
  const entries = [...(body.allows ?? []), ...(body.denies ?? [])];
  return (
    body.network === target.network &&
    (body.direction ?? "INGRESS") === "INGRESS" &&
    body.disabled !== true &&
    (body.targetTags === undefined || shares(body.targetTags, target)) &&
    (body.destinationRanges === undefined || body.destinationRanges.some((range) => isWithin(range, target.address))) &&
    (isTagged || (body.sourceRanges ?? []).some((range) => isWithin(range, source))) &&
    entries.some(({ protocol: name, ports = [] }) => {
      if (name !== "all" && (NUMBERS[name] ?? name) !== protocol) return false;
      if (ports.length === 0) return true;
      return ports.some((text) => {
        const [first, last = first] = text.split("-").map(Number);
        return port !== null && first! <= port && port <= last!;
      });
    })
  );
}

/** The lowest priority decides; of several rules with it, one that denies. Nothing matches: the implied rule denies. */
function naive(bodies: (FirewallBody & { network?: string })[], target: Target, each: Packet): boolean {
  const found = bodies.filter((body) => matches(body, target, each));
  const priority = (body: FirewallBody): number => body.priority ?? 1000;
  const first = Math.min(...found.map(priority));
  const deciding = found.filter((body) => priority(body) === first);
  return deciding.length > 0 && deciding.every(({ denies }) => denies === undefined);
}

describe("the packet rules of an instance", () => {
  it("let in exactly what the network's firewall rules allow", () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 6 }),
        fc.constantFrom(...MACHINES),
        fc.array(packet, { minLength: 1, maxLength: 20 }),
        (bodies, target, packets) => {
          const compiled = packetRules(bodies.map(resource), target, MACHINES);
          for (const each of packets)
            assert.equal(passes(compiled, each), naive(bodies as never, target, each), JSON.stringify(each));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
