/**
 * The entry behind Traefik, as K3s ships it, as objects of Traefik's own kinds: an Ingress has no weights, and none of its
 * objects would become another kind once there is a canary. Pure.
 */
import type { KubeObject } from "../../kubernetes/objects.ts";
import { backendsOf, type Route } from "./route.ts";

const API = "traefik.io/v1alpha1";
/** Its entry point for HTTP. */
const ENTRY_POINT = "web";

/** https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/ */
export function traefikObjects(route: Route): KubeObject[] {
  const { namespace, service: name, exposure } = route;
  const { timeoutMs, maxBodyBytes } = exposure;
  const object = (kind: string, spec: object): KubeObject => ({
    apiVersion: API,
    kind,
    metadata: { name, namespace },
    spec,
  });
  const transport = timeoutMs === null ? {} : { serversTransport: name };
  const middlewares = maxBodyBytes === null ? {} : { middlewares: [{ name }] };
  const services = backendsOf(route).map((backend) => ({ ...backend, ...transport }));
  const rule = { match: "PathPrefix(`/`)", kind: "Rule", services: [{ name, kind: "TraefikService" }], ...middlewares };
  return [
    ...(timeoutMs === null
      ? []
      : [object("ServersTransport", { forwardingTimeouts: { responseHeaderTimeout: `${timeoutMs}ms` } })]),
    ...(maxBodyBytes === null ? [] : [object("Middleware", { buffering: { maxRequestBodyBytes: maxBodyBytes } })]),
    // Requests go to the Services in turn by their weights (weighted round robin), not at random.
    object("TraefikService", { weighted: { services } }),
    object("IngressRoute", { entryPoints: [ENTRY_POINT], routes: [rule] }),
  ];
}
