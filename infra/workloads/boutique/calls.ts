/**
 * What one request of each page has the parts of Online Boutique call, one call after the other, as its source has it
 * (release 0.10): none of its responses tells. Connections are held open, so that a call is one round trip. Pure data.
 */
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import type { BoutiqueServiceName } from "../../catalog/services.ts";

type Call = NonNullable<StackOutputs["plan"]["calls"]>[number];

const PRODUCTS = 9;
const RECOMMENDED = 5;
/** As many as the cart has items, or fewer: nobody counts those. */
const BY_ITEMS = null;

/** @param deployed names of the Deployments; what is left out is not called to any effect */
export function callsOf(deployed: readonly string[]): Call[] {
  const isThere = (service: BoutiqueServiceName): boolean => deployed.includes(service);
  const from =
    (caller: BoutiqueServiceName) =>
    (to: BoutiqueServiceName, times: number | null = 1) =>
      isThere(to) ? [{ from: caller, to, times }] : [];
  const frontend = from("frontend");
  /** With the products that the frontend fetches for it, which the catalogue is asked for one by one. */
  const recommendations = isThere("recommendationservice")
    ? [...frontend("recommendationservice"), ...from("recommendationservice")("productcatalogservice")]
    : [];
  const recommended = recommendations.length === 0 ? 0 : RECOMMENDED;
  const checkout = from("checkoutservice");
  const home = [
    ...frontend("currencyservice", 1 + PRODUCTS),
    ...frontend("productcatalogservice"),
    ...frontend("cartservice"),
    ...frontend("adservice"),
  ];
  const cart = [
    ...frontend("currencyservice", BY_ITEMS),
    ...frontend("cartservice"),
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
      ...recommendations,
      ...frontend("adservice"),
    ],
    "GET /cart": cart,
    // A form is answered by a redirect, which the generator follows: to the cart, and to the page that it came from.
    "POST /cart": [...frontend("productcatalogservice"), ...frontend("cartservice"), ...cart],
    "POST /setCurrency": home,
    "POST /cart/checkout": [
      ...frontend("checkoutservice"),
      ...checkout("cartservice", 2),
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
