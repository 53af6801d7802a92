import type { Money } from "./money.ts";

export interface Product {
  id: string;
  name: string;
  description: string;
  /** Name of its picture (frontend/pictures.ts). */
  picture: string;
  price: Money;
  categories: string[];
}

const usd = (units: number, cents: number): Money => ({ currencyCode: "USD", units, nanos: cents * 10_000_000 });

/** Online Boutique's nine product ids, so that its load scripts find them; the goods are our own. */
export const PRODUCTS: readonly Product[] = [
  {
    id: "OLJCESPC7Z",
    name: "Field Compass",
    description: "A brass compass with a lid. Points north, also in meetings.",
    picture: "compass",
    price: usd(19, 99),
    categories: ["outdoors"],
  },
  {
    id: "66VCHSJNUP",
    name: "Wool Scarf",
    description: "Two metres of undyed wool for cold server rooms.",
    picture: "scarf",
    price: usd(18, 99),
    categories: ["clothing"],
  },
  {
    id: "1YMWWN1N4O",
    name: "Desk Clock",
    description: "Shows the time to the minute; drifts less than most clusters.",
    picture: "clock",
    price: usd(109, 99),
    categories: ["office"],
  },
  {
    id: "L9ECAV7KIM",
    name: "Trail Boots",
    description: "Leather boots with a sole that outlives three paths.",
    picture: "boots",
    price: usd(89, 99),
    categories: ["clothing", "outdoors"],
  },
  {
    id: "2ZYFJ3GM2N",
    name: "Pocket Radio",
    description: "Medium wave, long life. Runs a year on two cells.",
    picture: "radio",
    price: usd(24, 99),
    categories: ["office", "outdoors"],
  },
  {
    id: "0PUK6V6EV0",
    name: "Paper Lantern",
    description: "A folding lantern that fits in an envelope.",
    picture: "lantern",
    price: usd(18, 49),
    categories: ["home"],
  },
  {
    id: "LS4PSXUNUM",
    name: "Pepper Mill",
    description: "Beech wood and a ceramic grinder, in one honest shape.",
    picture: "mill",
    price: usd(18, 49),
    categories: ["kitchen"],
  },
  {
    id: "9SIQT8TOJO",
    name: "Storage Jar",
    description: "A litre of glass with a cork lid. Keeps tea, coffee and secrets.",
    picture: "jar",
    price: usd(5, 49),
    categories: ["kitchen"],
  },
  {
    id: "6E92ZMYYFZ",
    name: "Enamel Cup",
    description: "Survives falls, fires and dishwashers; only its rim chips.",
    picture: "cup",
    price: usd(8, 99),
    categories: ["kitchen", "outdoors"],
  },
];
