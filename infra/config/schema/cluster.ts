/** The key `topology.cluster`: a Kubernetes cluster that is already there, instead of machines. */
import { z } from "zod";
import { labels, namespaceName } from "./names.ts";

export const clusterSchema = z.strictObject({
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Path of the kubeconfig, from the stack file's folder; `~/` is your home. Default: `KUBECONFIG`, or else `~/.kube/config`, as kubectl.",
    ),
  context: z.string().min(1).optional().describe("Context of the kubeconfig. Default: its current one."),
  namespace: namespaceName
    .optional()
    .describe(
      "Namespace of the stack's own, in which everything is installed. Default: that of the chart or manifests, or else `stackmark-` and the stack's name.",
    ),
  nodes: labels
    .default({})
    .describe(
      "Labels of the nodes that belong to the topology: the workload runs only there. Default: all nodes that take any pod.",
    ),
  address: z
    .enum(["external", "internal"])
    .optional()
    .describe("Address at which the load reaches a node. Default: its external one, or else its internal one."),
});

export type ClusterConfig = z.infer<typeof clusterSchema>;
