import type { Money } from "../services/money.ts";

/** Currencies that the shop offers. Other valid codes can be set, too. */
export const OFFERED_CURRENCIES = ["USD", "EUR", "CAD", "JPY", "GBP", "TRY"] as const;
export const DEFAULT_CURRENCY = "USD";

const SYMBOLS: Record<string, string> = { USD: "$", EUR: "€", CAD: "$", JPY: "¥", GBP: "£", TRY: "₺" };

/** An amount such as `$19.99`. An Intl formatter costs ten times as much, and a page has many prices. */
export function priceText({ currencyCode, units, nanos }: Money): string {
  const hundredths = Math.floor(nanos / 10_000_000);
  const amount = `${units}.${hundredths < 10 ? "0" : ""}${hundredths}`;
  const symbol = SYMBOLS[currencyCode];
  return symbol === undefined ? `${currencyCode} ${amount}` : symbol + amount;
}
