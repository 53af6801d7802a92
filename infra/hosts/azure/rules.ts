/** Firewall rules in Azure: the plan's rules as rules of network security groups. */
import * as pulumi from "@pulumi/pulumi";
import { SecurityRule } from "@pulumi/azure-native/network/securityRule.js";
import { DENY_OTHERS, RULE_KINDS, type Protocol, type Rule } from "../../catalog/firewall.ts";
import { prefixOf, type Addresses } from "../host.ts";
import type { AzureNetwork } from "./network.ts";

type Options = pulumi.CustomResourceOptions;

const PROTOCOLS: Record<Protocol, string> = { tcp: "Tcp", udp: "Udp", icmp: "Icmp" };

/** Blocks the rest, which a built-in rule of Azure would allow within the virtual network. */
function denyRest({ group, securityGroups }: AzureNetwork, site: string, opts: Options): SecurityRule {
  const { azureName, priority } = DENY_OTHERS;
  return new SecurityRule(
    `${site}-${azureName}`,
    {
      securityRuleName: azureName,
      resourceGroupName: group.name,
      networkSecurityGroupName: securityGroups[site]!.name,
      priority,
      direction: "Inbound",
      access: "Deny",
      protocol: "*",
      sourceAddressPrefix: "*",
      sourcePortRange: "*",
      destinationAddressPrefix: "*",
      destinationPortRange: "*",
      description: "All that no rule above lets in",
    },
    opts,
  );
}

function allow(network: AzureNetwork, rule: Rule, addresses: Addresses, opts: Options): SecurityRule {
  const { azureName, priority } = RULE_KINDS[rule.kind];
  return new SecurityRule(
    `${rule.site}-${azureName}`,
    {
      securityRuleName: azureName,
      resourceGroupName: network.group.name,
      networkSecurityGroupName: network.securityGroups[rule.site]!.name,
      priority,
      direction: "Inbound",
      access: "Allow",
      protocol: PROTOCOLS[rule.protocol],
      sourceAddressPrefixes: pulumi.all(rule.sources.map((peer) => prefixOf(peer, addresses))),
      sourcePortRange: "*",
      // Azure applies rules after it has translated the public address to the private one.
      destinationAddressPrefixes: pulumi.all(
        rule.targets.map((node) => prefixOf({ node, network: "private" }, addresses)),
      ),
      destinationPortRange: rule.port === null ? "*" : String(rule.port),
      description: rule.why,
    },
    opts,
  );
}

/**
 * Creates the rules one after the other: Azure rejects concurrent changes of a security group.
 *
 * @returns rules by site: connections to its machines must wait for them
 */
export function azureRules(network: AzureNetwork, rules: readonly Rule[], addresses: Addresses) {
  const opened: Record<string, SecurityRule[]> = {};
  for (const site of Object.keys(network.securityGroups)) {
    const made: SecurityRule[] = (opened[site] = []);
    const next = (): Options => ({ ...network.inside, dependsOn: made.slice(-1) });
    for (const rule of rules) if (rule.site === site) made.push(allow(network, rule, addresses, next()));
    made.push(denyRest(network, site, next()));
  }
  return opened;
}
