/** The names of the lab's images, as charts and K3s ask for them. Pure. */
import { BOUTIQUE } from "./storefront/environment.ts";

/** Tag of images whose content differs from what the registry has under this name. */
export const TAG = "lab";

export const BOUTIQUE_REPOSITORY = "us-central1-docker.pkg.dev/online-boutique-ci/microservices-demo";
export const BOUTIQUE_VERSION = "v0.10.6";
const CART_STORE = "redis";

export const IMAGES = {
  pause: "docker.io/rancher/mirrored-pause:3.10.2",
  coredns: "docker.io/rancher/mirrored-coredns-coredns:1.14.6",
  metricsServer: "docker.io/rancher/mirrored-metrics-server:v0.9.0",
  busybox: `docker.io/library/busybox:${TAG}`,
  /** With the machine's own Node, whatever the tag says. */
  node: "docker.io/library/node:24.21.0-alpine",
  operator: `quay.io/prometheus-operator/prometheus-operator:${TAG}`,
  prometheus: `quay.io/prometheus/prometheus:${TAG}`,
  nodeExporter: `quay.io/prometheus/node-exporter:${TAG}`,
  kubeStateMetrics: `registry.k8s.io/kube-state-metrics/kube-state-metrics:${TAG}`,
  recommender: `registry.k8s.io/autoscaling/vpa-recommender:${TAG}`,
  grafana: `docker.io/grafana/grafana:${TAG}`,
  cartStore: "docker.io/library/redis:alpine",
} as const;

/** Full name of each image of the shop, by the name that the storefront's entry takes. */
export const shopImages = (): Record<string, string> =>
  Object.fromEntries(
    Object.keys(BOUTIQUE).map((service) => [
      service,
      service === CART_STORE ? IMAGES.cartStore : `${BOUTIQUE_REPOSITORY}/${service}:${BOUTIQUE_VERSION}`,
    ]),
  );
