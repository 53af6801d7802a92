/** What the chart has no values for: replicas, nodes, and a way in. Pure. */
import { ENTRY_SERVICE } from "../../catalog/services.ts";

export interface Placing {
  replicas?: number;
  nodeSelector?: Record<string, string>;
}

/**
 * A patch of a Deployment's replicas and nodes.
 *
 * The chart's templates name neither, so an upgrade of the release, which changes what its templates name, leaves both
 * alone. @returns undefined where there is nothing to change
 */
export function deploymentPatch({ replicas, nodeSelector }: Placing) {
  const isPinned = nodeSelector !== undefined && Object.keys(nodeSelector).length > 0;
  if (replicas === undefined && !isPinned) return undefined;
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(isPinned ? { template: { spec: { nodeSelector } } } : {}),
  };
}

const FRONTEND_PORT = 8080;
const SERVICE_PORT = 80;

/**
 * The way in from outside. `Local`: a node sends nothing on to another, so a request never crosses nodes on its way in,
 * and only a node that has a frontend answers.
 */
export const entryService = (nodePort: number) => ({
  type: "NodePort",
  externalTrafficPolicy: "Local",
  selector: { app: ENTRY_SERVICE },
  ports: [{ name: "http", port: SERVICE_PORT, targetPort: FRONTEND_PORT, nodePort }],
});

/** How the frontend's own Service is probed. */
export const PROBED = { service: ENTRY_SERVICE, port: SERVICE_PORT, path: "/" };
