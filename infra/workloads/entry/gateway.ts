/** The entry behind a Gateway, by the Gateway API. Pure. */
import type { KubeObject } from "../../kubernetes/objects.ts";
import { backendsOf, type Route } from "./route.ts";

/** https://gateway-api.sigs.k8s.io/reference/spec/ */
export function httpRoute(route: Route): KubeObject {
  const { namespace, service, exposure } = route;
  const { name, namespace: where } = exposure.gateway!;
  const timeouts = exposure.timeoutMs === null ? {} : { timeouts: { request: `${exposure.timeoutMs}ms` } };
  const matches = [{ path: { type: "PathPrefix", value: "/" } }];
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: service, namespace },
    spec: {
      parentRefs: [{ name, ...(where === null ? {} : { namespace: where }) }],
      rules: [{ matches, backendRefs: backendsOf(route), ...timeouts }],
    },
  };
}
