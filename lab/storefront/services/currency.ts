import { json, failure } from "../runtime/replies.ts";
import { convert, type Money } from "./money.ts";
import type { Service } from "./service.ts";

/** Units per euro. They are fixed, so that all runs convert alike. */
const PER_EURO: Record<string, number> = {
  EUR: 1,
  USD: 1.09,
  JPY: 163.5,
  GBP: 0.845,
  TRY: 37.2,
  CAD: 1.49,
  AUD: 1.66,
  BRL: 6.1,
  CHF: 0.955,
  CNY: 7.85,
  CZK: 25.2,
  DKK: 7.46,
  HUF: 402,
  INR: 91.4,
  KRW: 1495,
  MXN: 20.6,
  NOK: 11.7,
  NZD: 1.82,
  PLN: 4.28,
  SEK: 11.4,
  SGD: 1.45,
  ZAR: 19.7,
};

export interface Conversion {
  from: Money;
  toCode: string;
}

export const currency: Service = () => ({
  "GET /currencies": () => json({ currencyCodes: Object.keys(PER_EURO) }),
  "POST /conversions": ({ body }) => {
    const { from, toCode } = JSON.parse(body) as Conversion;
    const fromRate = PER_EURO[from.currencyCode];
    const toRate = PER_EURO[toCode];
    if (fromRate === undefined || toRate === undefined) {
      return failure(400, "unknown-currency", `cannot convert ${from.currencyCode} to ${toCode}`);
    }
    return json(convert(from, toRate / fromRate, toCode));
  },
});
