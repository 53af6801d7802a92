/** The entry behind ingress-nginx: Ingresses with its annotations, and the values of its chart. Pure. */
import type { KubeObject } from "../../kubernetes/objects.ts";
import type { PlannedExposure } from "../../topology/exposure.ts";
import type { Route } from "./route.ts";

const CLASS = "nginx";
const PREFIX = "nginx.ingress.kubernetes.io";

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ */
export function nginxObjects({ namespace, service, port, exposure, canary }: Route): KubeObject[] {
  const ingress = (name: string, annotations: Record<string, string>): KubeObject => {
    const backend = { service: { name, port: { number: port } } };
    return {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name, namespace, annotations: { ...settings(exposure), ...annotations } },
      // Without a host, since users connect to addresses of nodes.
      spec: { ingressClassName: CLASS, rules: [{ http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }] },
    };
  };
  const stable = ingress(service, {});
  if (!canary) return [stable];
  const weight = { [`${PREFIX}/canary`]: "true", [`${PREFIX}/canary-weight`]: `${canary.weight}` };
  return [stable, ingress(canary.service, weight)];
}

const settings = ({ timeoutMs, maxBodyBytes }: PlannedExposure): Record<string, string> => ({
  ...(timeoutMs === null ? {} : { [`${PREFIX}/proxy-read-timeout`]: `${Math.ceil(timeoutMs / 1000)}` }),
  ...(maxBodyBytes === null ? {} : { [`${PREFIX}/proxy-body-size`]: `${maxBodyBytes}` }),
});

/**
 * Values of its chart: a proxy on each node, so that a request crosses no nodes before it. Without its webhook, which only
 * checks Ingresses of others.
 */
export const nginxChartValues = (nodePort: number) => ({
  controller: {
    kind: "DaemonSet",
    ingressClassResource: { name: CLASS },
    admissionWebhooks: { enabled: false },
    service: { type: "NodePort", externalTrafficPolicy: "Local", nodePorts: { http: nodePort } },
  },
});
