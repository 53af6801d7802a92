/** The prices in use: the list prices of this version, and above them what `stackmark prices refresh` has read. */
import { readFileSync } from "node:fs";
import { messageOf, systemCode } from "../../base/errors.ts";
import { InfraError } from "../errors.ts";
import { homeDir, pricesFile } from "../home.ts";
import { LIST_PRICES } from "./list-prices.ts";
import { merged, priceTableSchema, type PriceTable } from "./quotes.ts";

/** @throws {InfraError} PRICES_UNREADABLE */
export function currentPrices(home = homeDir()): PriceTable {
  const refreshed = refreshedPrices(home);
  return refreshed ? merged(LIST_PRICES, refreshed) : LIST_PRICES;
}

/** What `stackmark prices refresh` has read; `undefined`: it has not run. @throws {InfraError} PRICES_UNREADABLE */
export function refreshedPrices(home: string): PriceTable | undefined {
  const file = pricesFile(home);
  try {
    return priceTableSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    const problem = messageOf(error).split("\n")[0]!;
    throw new InfraError(
      "PRICES_UNREADABLE",
      `${file} has no prices that can be read (${problem}). Remove it, or run \`stackmark prices refresh\`.`,
      { cause: error },
    );
  }
}
