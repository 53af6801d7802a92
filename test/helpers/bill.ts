/** What the lab's clouds have metered, in US dollars: item by item, by other code than the estimates. */
import { HOURS_OF_MONTH } from "../../infra/budget/list-prices.ts";
import type { PriceTable } from "../../infra/budget/quotes.ts";
import type { MeterRecord } from "../../lab/clouds/index.ts";

const HOUR_MS = 3_600_000;

/** @throws for an item without a price */
export function billOf(meters: readonly MeterRecord[], table: PriceTable, nowMs: number): number {
  return meters.reduce(
    (sum, record) => sum + (hourPrice(record, table) * ((record.toMs ?? nowMs) - record.fromMs)) / HOUR_MS,
    0,
  );
}

function hourPrice({ item, sku, region }: MeterRecord, { azure, gcp }: PriceTable): number {
  const list = azure[region] ?? gcp[region];
  const gib = Number(sku.split(" ")[1]);
  const quote = item === "compute" ? list?.machines[sku] : item === "disk" ? list?.diskGiBMonth : list?.addressHour;
  if (!quote) throw new Error(`no price of ${item} ${sku} in ${region}`);
  return item === "disk" ? (gib * quote.usd) / HOURS_OF_MONTH : quote.usd;
}
