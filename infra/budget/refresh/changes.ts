/** What differs between two tables of prices. Pure. */
import { allQuotes, type NamedQuote, type PriceTable } from "../quotes.ts";

export interface PriceChange extends Omit<NamedQuote, "quote"> {
  /** US dollars; `null`: it was unknown. */
  before: number | null;
  after: number;
}

/** Prices that are new, or differ by more than the last digits of a sum. */
export function priceChanges(before: PriceTable, after: PriceTable): PriceChange[] {
  const keyOf = ({ cloud, region, what }: Omit<NamedQuote, "quote">): string => `${cloud} ${region} ${what}`;
  const known = new Map(allQuotes(before).map((each) => [keyOf(each), each.quote.usd]));
  return allQuotes(after).flatMap(({ quote, ...item }): PriceChange[] => {
    const old = known.get(keyOf(item)) ?? null;
    return old !== null && Math.abs(old - quote.usd) < 1e-9 ? [] : [{ ...item, before: old, after: quote.usd }];
  });
}
