import type { Money } from "../services/money.ts";

/** Currencies that the shop offers; others that are valid codes can be set all the same. */
export const OFFERED_CURRENCIES = ["USD", "EUR", "CAD", "JPY", "GBP", "TRY"] as const;
export const DEFAULT_CURRENCY = "USD";

const SYMBOLS: Record<string, string> = { USD: "$", EUR: "€", CAD: "$", JPY: "¥", GBP: "£", TRY: "₺" };

/** `$19.99`: an Intl formatter costs ten times as much and the shop has many prices a page. */
export function priceText({ currencyCode, units, nanos }: Money): string {
  const hundredths = Math.floor(nanos / 10_000_000);
  const amount = `${units}.${hundredths < 10 ? "0" : ""}${hundredths}`;
  const symbol = SYMBOLS[currencyCode];
  return symbol === undefined ? `${currencyCode} ${amount}` : symbol + amount;
}
