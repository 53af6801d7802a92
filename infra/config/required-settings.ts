/** Missing required settings: a plan works without them, `up` does not. */
import { UNSET } from "../catalog/firewall.ts";
import { looseSchema } from "./cross-check/loose.ts";
import type { Problem } from "./problems.ts";

/** @param secretsGiven names of the secret keys that have a value */
export function unsetKeys(values: unknown, secretsGiven: ReadonlySet<string>): Problem[] {
  const { topology, access, load } = looseSchema.parse(values);
  const { nodes } = topology;
  const unset: Problem[] = [];
  const isUsed = (cloud: string): boolean => nodes.some((node) => node.cloud === cloud);
  if (["azure", "gcp", "existing"].some(isUsed) && access.adminCidrs === undefined)
    unset.push(problem("access.adminCidrs", "set the addresses that you connect from, such as 203.0.113.7/32"));
  if (isUsed("gcp") && topology.gcp.project === undefined)
    unset.push(problem("topology.gcp.project", "set the ID of the project for the machines"));
  nodes.forEach((node, i) => {
    if (node.cloud !== "existing") return;
    if (node.publicIp === undefined)
      unset.push(problem(`topology.nodes[${i}].publicIp`, `set the public address of ${node.name || "the machine"}`));
    if (node.join === "manual") return;
    if (node.hostKey === undefined)
      unset.push(
        problem(
          `topology.nodes[${i}].hostKey`,
          "set its public host key, from /etc/ssh/ssh_host_ed25519_key.pub on the machine",
        ),
      );
  });
  const logsIn =
    (load.from === "generators" && load.generators.some(({ cloud }) => cloud === "existing")) ||
    nodes.some(({ cloud, join }) => cloud === "existing" && join !== "manual");
  if (logsIn && !secretsGiven.has("edgeSshKey"))
    unset.push(
      problem(
        "edgeSshKey",
        "set the private key to log in with: pulumi stack init STACK --no-select, then pulumi config set --stack STACK --secret edgeSshKey < key-file",
      ),
    );
  return unset;
}

const problem = (path: string, message: string): Problem => ({ path, found: UNSET, message });
