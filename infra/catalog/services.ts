/** The workloads of Stackmark's own, and their services by the names of their replicas. */
import { SERVICES as STOREFRONT_SERVICES } from "../../lab/protocol/services.ts";
import { mebibytesOf } from "./quantities.ts";

/** Services of Online Boutique: names of their Deployments, and their keys in the chart. */
export const BOUTIQUE_SERVICES = {
  adservice: "adService",
  cartservice: "cartService",
  checkoutservice: "checkoutService",
  currencyservice: "currencyService",
  emailservice: "emailService",
  frontend: "frontend",
  paymentservice: "paymentService",
  productcatalogservice: "productCatalogService",
  recommendationservice: "recommendationService",
  shippingservice: "shippingService",
} as const;

export type BoutiqueServiceName = keyof typeof BOUTIQUE_SERVICES;

/** The store of carts: a Deployment of the chart without settings. */
export const CART_STORE = "redis-cart";

/** Memory requests (MiB) in the default values of the chart. */
const BOUTIQUE_REQUESTS: Record<BoutiqueServiceName | typeof CART_STORE, number> = {
  adservice: 180,
  cartservice: 128,
  checkoutservice: 64,
  currencyservice: 128,
  emailservice: 64,
  frontend: 64,
  paymentservice: 128,
  productcatalogservice: 64,
  recommendationservice: 220,
  shippingservice: 64,
  [CART_STORE]: 200,
};

export type Profile = "full" | "minimal";

/** Services that the profile `minimal` does not deploy. */
const NOT_IN_MINIMAL: readonly BoutiqueServiceName[] = ["adservice", "recommendationservice", "emailservice"];

const BOUTIQUE_SERVICE_NAMES = Object.keys(BOUTIQUE_SERVICES) as BoutiqueServiceName[];

export const isDeployed = (service: BoutiqueServiceName, profile: Profile): boolean =>
  profile === "full" || !NOT_IN_MINIMAL.includes(service);

/** Names of all Deployments of a profile. */
export const deploymentsOf = (profile: Profile): string[] => [
  ...BOUTIQUE_SERVICE_NAMES.filter((service) => isDeployed(service, profile)),
  CART_STORE,
];

/** The service that users call, in the two shops. No other service calls it. */
export const ENTRY_SERVICE = "frontend";

/** Workloads of one service, a program that emulated nodes and containers run alike. */
export type SingleName = "iot" | "rest-api" | "echo";

/** Of each replica of such a service: what the example application of the thesis has. */
export const SINGLE_RESOURCES = {
  requests: { cpu: "100m", memory: "128Mi" },
  limits: { cpu: "200m", memory: "256Mi" },
} as const;

export interface BuiltIn {
  /** What it runs on. */
  nodes: "emulated" | "real" | "any";
  /** With its profile, where it has several. */
  title(profile: Profile): string;
  services(profile: Profile): readonly string[];
  /** Memory (MiB) that each replica of a service requests. */
  memoryMiB: Readonly<Record<string, number>>;
}

/** Of one service with the workload's name. */
const single = (name: SingleName) =>
  ({
    nodes: "any",
    title: () => name,
    services: () => [name],
    memoryMiB: { [name]: mebibytesOf(SINGLE_RESOURCES.requests.memory)! },
  }) as const;

export const BUILT_IN = {
  storefront: { nodes: "emulated", title: () => "storefront", services: () => STOREFRONT_SERVICES, memoryMiB: {} },
  boutique: {
    nodes: "real",
    title: (profile) => `boutique (${profile})`,
    services: deploymentsOf,
    memoryMiB: BOUTIQUE_REQUESTS,
  },
  iot: single("iot"),
  "rest-api": single("rest-api"),
  echo: single("echo"),
} as const satisfies Record<string, BuiltIn>;

export type BuiltInName = keyof typeof BUILT_IN;

export const DEFAULT_WORKLOAD: BuiltInName = "storefront";
export const isBuiltIn = (name: string): name is BuiltInName => Object.hasOwn(BUILT_IN, name);
export const builtIn = (name: BuiltInName): BuiltIn => BUILT_IN[name];

/** Names of those that do not run on this kind of nodes only. */
export const notOnlyOn = (kind: "emulated" | "real"): BuiltInName[] =>
  (Object.keys(BUILT_IN) as BuiltInName[]).filter((name) => builtIn(name).nodes !== kind);
