/** The Service for users outside the cluster. Pure. */
import type { EntryTarget } from "../../kubernetes/objects.ts";

/**
 * With `Local` no node forwards to another, so a request never crosses nodes on its way in, and only nodes with a pod of
 * the entry answer.
 *
 * @param nodePort null: the cluster chooses it
 */
export const entryService = (
  { selector, port, targetPort }: Omit<EntryTarget, "deployment">,
  nodePort: number | null,
) => ({
  type: "NodePort",
  externalTrafficPolicy: "Local",
  selector,
  ports: [{ name: "http", port, targetPort, nodePort: nodePort ?? undefined }],
});
