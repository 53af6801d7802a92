/** The key `workload.exposure`: what users pass on their way to the entry, on real machines. */
import { z } from "zod";
import { CHARTS } from "../../catalog/charts.ts";
import { CONTROLLERS, EXPOSURES } from "../../catalog/exposures.ts";
import { chartSchema } from "./chart.ts";
import { objectName } from "./names.ts";

const gatewaySchema = z.strictObject({
  name: objectName.describe("Name of a Gateway that is there."),
  namespace: objectName.optional().describe("Its namespace. Default: that of the workload."),
});

export const exposureSchema = z.strictObject({
  kind: z
    .enum(EXPOSURES)
    .default("NodePort")
    .describe(
      "Real machines: `NodePort`, a port of the nodes that run the entry; `LoadBalancer`, by K3s' ServiceLB; `Ingress`, through a proxy in the cluster; `Gateway`, through a Gateway that is there.",
    ),
  controller: z
    .enum(CONTROLLERS)
    .optional()
    .describe(
      "`Ingress`: the proxy. `traefik` is the one that K3s ships, `ingress-nginx` is installed from its chart. Default: `traefik`.",
    ),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("`LoadBalancer` and `Gateway`: port of the nodes that users connect to. Default: 8080 and 80."),
  timeoutS: z
    .number()
    .min(1)
    .max(3600)
    .optional()
    .describe(
      "`Ingress` and `Gateway`: longest time until the workload has responded, in seconds. Default: the proxy's.",
    ),
  maxBodyMiB: z
    .int()
    .min(1)
    .max(10_240)
    .optional()
    .describe("`Ingress`: largest body of a request, in MiB. Default: the proxy's."),
  gateway: gatewaySchema.optional().describe("`Gateway`: the Gateway that the entry is attached to."),
  chart: chartSchema(CHARTS.ingressNginx),
});
