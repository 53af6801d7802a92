import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { writeAtomic } from "../../base/atomic-file.ts";
import { counted } from "../../base/counted.ts";
import { number } from "../../base/format.ts";
import { printable } from "../../base/printable.ts";
import { table as tableText } from "../../base/table.ts";
import { currentPrices, refreshedPrices } from "../../infra/budget/price-table.ts";
import { allQuotes, merged } from "../../infra/budget/quotes.ts";
import { priceChanges, type PriceChange } from "../../infra/budget/refresh/changes.ts";
import { pricesFile } from "../../infra/home.ts";
import { planStackFile } from "../../infra/stack-file.ts";
import { ageOf, STALE_DAYS } from "../../results/cost.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { requireHome } from "../home.ts";
import { refreshPrices, wantedOf } from "../prices/refresh.ts";
import { knownStacks, stackFile } from "../stacks/names.ts";
import { runTool } from "../doctor/run-tool.ts";

export const command = new Command("prices");
command
  .command("show")
  .description("show every price in use, with its date and how sure it is")
  .option("--json", "print them as JSON")
  .action(run(show));
command
  .command("refresh")
  .description("read Azure's and Google Cloud's own price lists, and show what changed")
  .action(run(refresh));

function show(context: Context, { json }: { json?: true }): number {
  const quotes = allQuotes(currentPrices(context.home));
  if (json) {
    context.stdout.write(`${JSON.stringify(quotes, null, 2)}\n`);
    return EXIT.ok;
  }
  const heads = ["cloud", "region", "item", "US dollars", "per", "as of", "confidence"].map((head) => ({ head }));
  const rows = quotes.map(({ cloud, region, what, quote: { usd, source } }) => [
    ...[cloud, region, what, number(usd), UNITS[what] ?? "hour"],
    ...[source.asOf ?? "unknown", source.confidence ?? "own"],
  ]);
  context.stdout.write(`${tableText(heads, rows)}\n`);
  const age = ageOf(
    quotes.map(({ quote }) => quote.source),
    Date.now(),
  );
  if (age && age.days > STALE_DAYS)
    context.stderr.write(`the oldest price is of ${age.asOf}, ${age.days} days ago: \`stackmark prices refresh\`\n`);
  return EXIT.ok;
}

/** What other items than machines and addresses are billed by. */
const UNITS: Readonly<Record<string, string>> = { disk: "GiB and month", transfer: "GB" };

async function refresh(context: Context): Promise<number> {
  requireHome(context);
  const before = currentPrices(context.home);
  const texts = knownStacks(context.root).map(async (stack) =>
    planStackFile(stack, await readFile(stackFile(context.root, stack), "utf8")),
  );
  const plans = (await Promise.all(texts)).flatMap(({ plan }) => plan ?? []);
  const wanted = { azure: wantedOf("azure", before, plans), gcp: wantedOf("gcp", before, plans) };
  const today = new Date().toISOString().slice(0, 10);
  const { table, problems } = await refreshPrices(wanted, { env: context.env, today, fetch, runTool });
  const count = allQuotes(table).length;
  for (const problem of problems) context.stderr.write(`${printable(problem)}\n`);
  if (count === 0) return EXIT.unexpected;
  const earlier = refreshedPrices(context.home);
  await writeAtomic(pricesFile(context.home), JSON.stringify(earlier ? merged(earlier, table) : table, null, 2));
  const changes = priceChanges(before, merged(before, table));
  context.stdout.write(changes.map((change) => `${changeLine(change)}\n`).join(""));
  context.stdout.write(
    `${counted(count, "price")} read, ${changes.length} of them new or changed: ${pricesFile(context.home)}\n`,
  );
  return problems.length > 0 ? EXIT.unexpected : EXIT.ok;
}

const changeLine = ({ cloud, region, what, before, after }: PriceChange): string =>
  `${cloud} ${region}  ${what}: ${before === null ? "unknown" : `$${number(before)}`} → $${number(after)}`;
