/** The script that somebody runs by hand on a machine that we cannot log in to. */
import type { K3sCluster, K3sNode } from "../model.ts";
import { compose } from "./compose.ts";
import type { Limits } from "./limits.ts";
import { agentScript } from "./node-script.ts";
import { quote } from "./quote.ts";

/** It holds the agents' token: a file for its owner alone. */
export const JOIN_SCRIPT_MODE = 0o600;

/** @param agentToken in its secure form @throws InfraError `K3S_INPUT_INVALID` */
export function joinScript(cluster: K3sCluster, node: K3sNode, agentToken: string, limits?: Limits): string {
  const script = agentScript(cluster, node, limits);
  const head = compose({ node_name: node.name }, ["join"]);
  return `${head}exec sh -c ${quote(script)} <<'TOKEN'\n${agentToken.trim()}\nTOKEN\n`;
}
