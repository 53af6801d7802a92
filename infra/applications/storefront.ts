/** The storefront, whose services run on emulated nodes. */
import { BUILT_IN, ENTRY_SERVICE } from "../catalog/services.ts";
import type { Application } from "./application.ts";

const { title, services } = BUILT_IN.storefront;

export const storefront = (): Application => ({
  name: "storefront",
  title: title(),
  namespace: "storefront",
  entry: { service: ENTRY_SERVICE, deployment: ENTRY_SERVICE, port: null, path: "/", scheme: "http", target: null },
  services: services().map((name) => ({ name, replicas: 1 })),
  hasMore: false,
  ready: null,
  // Its responses report their round trips.
  calls: null,
  registries: [],
  programs: null,
  movesEntry: false,
  identity: {},
});
