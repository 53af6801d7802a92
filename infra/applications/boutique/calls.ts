/**
 * The sequential calls between Online Boutique's services that one request of each page causes. They are read from its source
 * (release 0.10), because no response reports them. Connections stay open, so a call is one round trip. Pure data.
 */
import { CLUSTER_DNS } from "../../../results/schema/outputs.ts";
import { CART_STORE, type BoutiqueServiceName } from "../../catalog/services.ts";
import type { Call } from "../application.ts";

const PRODUCTS = 9;
const RECOMMENDED = 5;
/** At most one call per item in the cart: the number is unknown. */
const BY_ITEMS = null;

type Callee = BoutiqueServiceName | typeof CART_STORE;

/** @param deployed names of the Deployments; calls between others are left out */
export function callsOf(deployed: readonly string[]): Call[] {
  const isThere = (service: Callee): boolean => deployed.includes(service);
  const from =
    (caller: BoutiqueServiceName) =>
    (to: Callee, times: number | null = 1) =>
      isThere(to) ? [{ from: caller, to, times }] : [];
  const frontend = from("frontend");
  const recommendations = isThere("recommendationservice")
    ? [...frontend("recommendationservice"), ...from("recommendationservice")("productcatalogservice")]
    : [];
  // The frontend then requests each recommended product from the catalogue.
  const recommended = recommendations.length === 0 ? 0 : RECOMMENDED;
  const checkout = from("checkoutservice");
  // A cart is read by one call and written by another; to add an item takes both.
  const stored = (times: number) => from("cartservice")(CART_STORE, times);
  // The home page looks `metadata.google.internal.` up each time, to say which cloud it runs in; elsewhere DNS knows no such name.
  const home = [
    { from: "frontend", to: CLUSTER_DNS, times: 1 },
    ...frontend("currencyservice", 1 + PRODUCTS),
    ...frontend("productcatalogservice"),
    ...frontend("cartservice"),
    ...stored(1),
    ...frontend("adservice"),
  ];
  const cart = [
    ...frontend("currencyservice", BY_ITEMS),
    ...frontend("cartservice"),
    ...stored(1),
    ...recommendations,
    ...frontend("shippingservice"),
    ...frontend("productcatalogservice", BY_ITEMS),
  ];
  const pages = {
    "GET /": home,
    "GET /product/:id": [
      ...frontend("productcatalogservice", 1 + recommended),
      ...frontend("currencyservice", 2),
      ...frontend("cartservice"),
      ...stored(1),
      ...recommendations,
      ...frontend("adservice"),
    ],
    "GET /cart": cart,
    // The response to a form is a redirect, which the generator follows: to the cart, or back to the form's page.
    "POST /cart": [...frontend("productcatalogservice"), ...frontend("cartservice"), ...stored(2), ...cart],
    "POST /setCurrency": home,
    "POST /cart/checkout": [
      ...frontend("checkoutservice"),
      ...checkout("cartservice", 2),
      ...stored(2),
      ...checkout("productcatalogservice", BY_ITEMS),
      ...checkout("currencyservice", BY_ITEMS),
      ...checkout("shippingservice", 2),
      ...checkout("paymentservice"),
      ...checkout("emailservice"),
      ...recommendations,
      ...frontend("productcatalogservice", recommended),
      ...frontend("currencyservice"),
    ],
  };
  return Object.entries(pages).flatMap(([endpoint, calls]) => calls.map((call) => ({ endpoint, ...call })));
}
