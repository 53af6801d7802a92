/** The key `topology.cluster`: a Kubernetes cluster that is already there, instead of machines. */
import { z } from "zod";
import { labels, namespaceName } from "./names.ts";

const HOST = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

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
  addresses: z
    .record(z.string().min(1), z.string().regex(HOST, "an IPv4 address or a host name"))
    .default({})
    .describe(
      "By the names of nodes: addresses at which the load reaches them, where a node does not know its own, such as behind a NAT.",
    ),
});

export type ClusterConfig = z.infer<typeof clusterSchema>;
