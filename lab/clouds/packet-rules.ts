/** Combines the rules of firewalls that a packet must pass one after the other. */
import type { PacketRule } from "../protocol/machines.ts";
import { intersect, parseCidr, toCidrs } from "./cidr.ts";

type Ports = PacketRule["ports"];

/** One list whose first matching rule allows exactly the packets that both lists allow. What no rule matches is dropped. */
export const bothAllow = (outer: readonly PacketRule[], inner: readonly PacketRule[]): PacketRule[] =>
  outer.flatMap((rule) =>
    rule.allow ? inner.flatMap((next) => narrowed(rule, next) ?? []).concat(dropRest(rule)) : [rule],
  );

/** What the outer list allows and no inner rule matches must not reach later outer rules. */
const dropRest = (rule: PacketRule): PacketRule => ({ ...rule, allow: false });

/** The inner rule for packets that the outer rule matches. */
function narrowed(outer: PacketRule, inner: PacketRule): PacketRule | undefined {
  const protocol = commonProtocol(outer.protocol, inner.protocol);
  const sources = commonSources(outer.sources, inner.sources);
  const ports = commonPorts(outer.ports, inner.ports);
  if (protocol === undefined || sources.length === 0 || ports?.length === 0) return undefined;
  return { allow: inner.allow, protocol, sources, ports };
}

function commonProtocol(a: PacketRule["protocol"], b: PacketRule["protocol"]): PacketRule["protocol"] | undefined {
  if (a === "all") return b;
  return b === "all" || a === b ? a : undefined;
}

function commonSources(a: readonly string[], b: readonly string[]): string[] {
  const ranges = (list: readonly string[]) => list.map((cidr) => parseCidr(cidr)!);
  const common = ranges(a).flatMap((one) => ranges(b).flatMap((other) => intersect(one, other) ?? []));
  return [...new Set(common.flatMap(toCidrs))];
}

function commonPorts(a: Ports, b: Ports): Ports {
  if (a === null || b === null) return a ?? b;
  return a.flatMap(([first, last]) =>
    b.flatMap(([otherFirst, otherLast]) => {
      const common = [Math.max(first, otherFirst), Math.min(last, otherLast)] as const;
      return common[0] <= common[1] ? [common] : [];
    }),
  );
}
