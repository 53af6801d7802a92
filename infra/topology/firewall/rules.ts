/** Intents, gathered to one rule for each kind and site, as firewalls want them. */
import { isDeepStrictEqual } from "node:util";
import { ruleKinds, type Intent, type Peer, type Rule, type RuleKind } from "../firewall.ts";

function addTo<T>(list: T[], value: T): void {
  if (!list.some((each) => isDeepStrictEqual(each, value))) list.push(value);
}

/** A scraper reaches its own site at private addresses and others at public ones: two rules, since two sites. */
export function planRules(intents: readonly Intent[], siteOf: (node: string) => string): Rule[] {
  const rules: Rule[] = [];
  for (const { rule: kind, from, to, protocol, port, why } of intents) {
    const site = siteOf(to);
    let rule = rules.find((each) => each.kind === kind && each.site === site);
    if (!rule) rules.push((rule = { kind, site, sources: [], targets: [], protocol, port, why }));
    addTo<Peer>(rule.sources, from);
    addTo(rule.targets, to);
  }
  const order = Object.keys(ruleKinds) as RuleKind[];
  return rules.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
