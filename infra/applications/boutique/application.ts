/** Online Boutique, from its Helm chart. */
import { chartSource } from "../../catalog/charts.ts";
import { BUILT_IN, deploymentsOf, ENTRY_SERVICE } from "../../catalog/services.ts";
import type { StackConfig } from "../../config/schema/index.ts";
import type { Application, Installation } from "../application.ts";
import { callsOf } from "./calls.ts";
import { chartValues, type BoutiqueOptions } from "./chart.ts";

type Workload = StackConfig["workload"];

const NAME = "boutique";
const RELEASE = "onlineboutique";
const REGISTRY = "us-central1-docker.pkg.dev";
/** Of the frontend's Service and of its container. */
const [SERVICE_PORT, CONTAINER_PORT] = [80, 8080];

export function boutique({ profile, chart, imageRepository }: Workload): Application {
  const services = deploymentsOf(profile);
  const target = {
    selector: { app: ENTRY_SERVICE },
    port: SERVICE_PORT,
    targetPort: CONTAINER_PORT,
    deployment: ENTRY_SERVICE,
  };
  return {
    name: NAME,
    title: BUILT_IN.boutique.title(profile),
    namespace: NAME,
    entry: { service: ENTRY_SERVICE, deployment: ENTRY_SERVICE, port: SERVICE_PORT, path: "/", scheme: "http", target },
    services: services.map((name) => ({ name, replicas: 1 })),
    hasMore: false,
    ready: null,
    calls: callsOf(services),
    registries: [imageRepository?.split("/")[0] ?? REGISTRY],
    programs: null,
    movesEntry: true,
    identity: { profile, chart, imageRepository },
  };
}

export function boutiqueInstallation({ profile, chart, imageRepository, services }: Workload): Installation {
  const resources = Object.fromEntries(
    deploymentsOf(profile).flatMap((name) => {
      const own = services[name]?.resources;
      return own ? [[name, own]] : [];
    }),
  ) as BoutiqueOptions["resources"];
  return {
    kind: "helm",
    release: RELEASE,
    chart: chartSource("boutique", chart),
    values: chartValues({ profile, resources, imageRepository }),
    waits: true,
    removesValues: false,
    canary: null,
    patched: deploymentsOf(profile),
  };
}
