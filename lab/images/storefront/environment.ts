/** How the storefront's services are told of each other in a cluster: by the environment of Online Boutique's. Pure. */
import { LabError } from "../../errors.ts";
import type { Route } from "../../protocol/node.ts";
import type { ServiceName } from "../../protocol/services.ts";
import type { Routes } from "../../storefront/runtime/messages.ts";

/** Variables with the `host:port` of a service. */
const ADDRESSES = {
  AD_SERVICE_ADDR: "ad",
  CART_SERVICE_ADDR: "cart",
  CHECKOUT_SERVICE_ADDR: "checkout",
  CURRENCY_SERVICE_ADDR: "currency",
  EMAIL_SERVICE_ADDR: "email",
  PAYMENT_SERVICE_ADDR: "payment",
  PRODUCT_CATALOG_SERVICE_ADDR: "productcatalog",
  RECOMMENDATION_SERVICE_ADDR: "recommendation",
  REDIS_ADDR: "cart-store",
  SHIPPING_SERVICE_ADDR: "shipping",
} as const satisfies Record<string, ServiceName>;

type AddressVariable = keyof typeof ADDRESSES;

interface BoutiqueService {
  service: ServiceName;
  /** As the ports of Online Boutique's containers. */
  port: number;
  /** Without one of these, the service does not start. */
  requires: readonly AddressVariable[];
}

const CATALOG = "PRODUCT_CATALOG_SERVICE_ADDR";

/** By the name of the image. */
export const BOUTIQUE: Readonly<Record<string, BoutiqueService>> = {
  adservice: { service: "ad", port: 9555, requires: [] },
  cartservice: { service: "cart", port: 7070, requires: ["REDIS_ADDR"] },
  checkoutservice: {
    service: "checkout",
    port: 5050,
    requires: [
      "CART_SERVICE_ADDR",
      "CURRENCY_SERVICE_ADDR",
      "EMAIL_SERVICE_ADDR",
      "PAYMENT_SERVICE_ADDR",
      CATALOG,
      "SHIPPING_SERVICE_ADDR",
    ],
  },
  currencyservice: { service: "currency", port: 7000, requires: [] },
  emailservice: { service: "email", port: 8080, requires: [] },
  frontend: {
    service: "frontend",
    port: 8080,
    requires: [
      "AD_SERVICE_ADDR",
      "CART_SERVICE_ADDR",
      "CHECKOUT_SERVICE_ADDR",
      "CURRENCY_SERVICE_ADDR",
      CATALOG,
      "RECOMMENDATION_SERVICE_ADDR",
      "SHIPPING_SERVICE_ADDR",
    ],
  },
  paymentservice: { service: "payment", port: 50_051, requires: [] },
  productcatalogservice: { service: "productcatalog", port: 3550, requires: [] },
  recommendationservice: { service: "recommendation", port: 8080, requires: [CATALOG] },
  redis: { service: "cart-store", port: 6379, requires: [] },
  shippingservice: { service: "shipping", port: 50_051, requires: [] },
};

export interface ServiceStart {
  service: ServiceName;
  port: number;
  routes: Routes;
}

/**
 * @param image name of the image, such as `cartservice`
 * @throws {LabError} `LAB_UNKNOWN_SERVICE`, or `LAB_MALFORMED_ENVIRONMENT` with every variable that is wrong
 */
export function serviceStart(image: string, environment: Readonly<Record<string, string | undefined>>): ServiceStart {
  const known = BOUTIQUE[image];
  if (known === undefined) {
    const names = Object.keys(BOUTIQUE).join(", ");
    throw new LabError("LAB_UNKNOWN_SERVICE", `${image} is not a service of the shop; services: ${names}`);
  }
  const { service, port: usual, requires } = known;
  const port = Number(environment.PORT ?? usual);
  const wrong = requires.flatMap((name) => {
    const value = environment[name];
    if (value === undefined || value === "") return [`${name} is not set`];
    return URL.canParse(`http://${value}`) ? [] : [`${name} = ${value} is not an address such as cartservice:7070`];
  });
  if (!Number.isInteger(port) || port < 0 || port > 65_535) wrong.push(`PORT = ${environment.PORT} is not a port`);
  if (wrong.length > 0) throw new LabError("LAB_MALFORMED_ENVIRONMENT", `${image} cannot start: ${wrong.join("; ")}`);
  const routes = requires.map((name) => {
    const route = { url: `http://${environment[name]}`, node: "", replica: 0, remote: false };
    return [ADDRESSES[name], [route]] satisfies [string, Route[]];
  });
  return { service, port, routes: Object.fromEntries(routes) };
}
