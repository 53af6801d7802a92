/** Short scripts that read one thing from a machine, or do one thing on the server. */
import { compose, defaultLimits, K3S_BINARY, type Limits } from "./compose.ts";

const waiting = (limits: Limits) => ({ poll_s: limits.pollS, ready_limit_s: limits.readyS });

/** On an agent's machine. Standard output: its machine ID; empty where it has none. */
export const identityScript = (): string => compose({}, ["identity"]);

/**
 * On the server, before an agent joins: deletes the Node of that name, and the secret with its password, where another
 * machine left them. Standard output: `{forgotten}`.
 */
export function forgetScript(nodeName: string, machineId: string): string {
  return compose({ k3s: K3S_BINARY, node_name: nodeName, machine_id: machineId }, ["kubectl", "forget"]);
}

/** On the server. Standard output: `{readyMs}`. */
export function waitNodeScript(nodeName: string, limits: Limits = defaultLimits): string {
  const variables = { k3s: K3S_BINARY, node_name: nodeName, ...waiting(limits) };
  return compose(variables, ["wait", "kubectl", "wait-node"]);
}

/** On the server. Standard output: the agents' token with the CA's hash. Secret. */
export const agentTokenScript = (limits: Limits = defaultLimits): string =>
  compose(waiting(limits), ["wait", "agent-token"]);

/** On the server. Standard output: the administrator's kubeconfig, for use on the server. Secret. */
export const kubeconfigScript = (limits: Limits = defaultLimits): string =>
  compose(waiting(limits), ["wait", "kubeconfig"]);
