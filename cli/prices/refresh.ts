/** Reads the clouds' own price lists for the sizes and regions that are in use. */
import { messageOf } from "../../base/errors.ts";
import type { z } from "zod";
import { SIZES } from "../../infra/catalog/sizes.ts";
import { azurePageSchema, azureQueries, readAzurePrices } from "../../infra/budget/refresh/azure.ts";
import { GCP_ADDRESS, gcpPageSchema, readGcpPrices } from "../../infra/budget/refresh/gcp.ts";
import type { BillingCloud, PriceTable, RegionPrices } from "../../infra/budget/quotes.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { runTool } from "../doctor/run-tool.ts";
import { readPages } from "./pages.ts";

/** Sizes and regions of a cloud to read. */
export interface Wanted {
  regions: string[];
  sizes: string[];
}

export interface Refreshed {
  table: PriceTable;
  /** A line for each cloud that was not read. */
  problems: string[];
}

export interface RefreshTools {
  env: NodeJS.ProcessEnv;
  /** ISO date. */
  today: string;
  fetch: typeof fetch;
  runTool: typeof runTool;
}

/** What the table has and plans use, for nodes and to send loads. */
export function wantedOf(cloud: BillingCloud, table: PriceTable, plans: readonly Plan[]): Wanted {
  const machines = plans.flatMap(({ nodes, generators }) =>
    [...nodes, ...generators].filter(({ machine }) => machine?.kind === cloud),
  );
  const regions = machines.flatMap(({ machine }) => (machine && "region" in machine ? [machine.region] : []));
  return {
    regions: [...new Set([...Object.keys(table[cloud]), ...regions])],
    sizes: [...new Set([...Object.keys(SIZES[cloud]), ...machines.map(({ size }) => size)])],
  };
}

export async function refreshPrices(wanted: Record<BillingCloud, Wanted>, tools: RefreshTools): Promise<Refreshed> {
  const problems: string[] = [];
  const read = async (title: string, get: () => Promise<Record<string, RegionPrices>>) => {
    try {
      const regions = await get();
      if (!Object.values(regions).some(hasPrice)) problems.push(`${title}: its list has no price of what is in use`);
      return regions;
    } catch (error) {
      problems.push(`${title} was not read: ${messageOf(error)}`);
      return {};
    }
  };
  const azure = await read("Azure", () => readAzure(wanted.azure, tools));
  const gcp = await read("Google Cloud", () => readGcp(wanted.gcp, tools));
  return { table: { azure, gcp }, problems };
}

const hasPrice = ({ machines, diskGiBMonth, addressHour }: RegionPrices): boolean =>
  Object.keys(machines).length > 0 || diskGiBMonth !== undefined || addressHour !== undefined;

async function readAzure(
  { regions, sizes }: Wanted,
  { fetch, today }: RefreshTools,
): Promise<Record<string, RegionPrices>> {
  const found: [string, RegionPrices][] = [];
  const nextOf = ({ NextPageLink }: z.infer<typeof azurePageSchema>): string => NextPageLink ?? "";
  for (const region of regions) {
    const pages = [];
    for (const first of azureQueries(region, sizes))
      pages.push(...(await readPages(first, { fetch, schema: azurePageSchema, nextOf })));
    const items = pages.flatMap(({ Items }) => Items);
    found.push([region, readAzurePrices(items, region, sizes, today)]);
  }
  return Object.fromEntries(found);
}

async function readGcp({ regions, sizes }: Wanted, tools: RefreshTools): Promise<Record<string, RegionPrices>> {
  const headers = await googleCredentials(tools);
  const addressOf = (pageToken: string): string =>
    `${GCP_ADDRESS}?${new URLSearchParams({ pageSize: "5000", currencyCode: "USD", pageToken })}`;
  const nextOf = ({ nextPageToken }: z.infer<typeof gcpPageSchema>): string =>
    nextPageToken ? addressOf(nextPageToken) : "";
  const pages = await readPages(addressOf(""), { fetch: tools.fetch, schema: gcpPageSchema, nextOf, headers });
  const skus = pages.flatMap((page) => page.skus);
  return Object.fromEntries(regions.map((region) => [region, readGcpPrices(skus, region, sizes, tools.today)]));
}

/** @throws without any */
async function googleCredentials({ env, runTool }: RefreshTools): Promise<Record<string, string>> {
  if (env.GOOGLE_API_KEY) return { "x-goog-api-key": env.GOOGLE_API_KEY };
  const answer = await runTool(env, "gcloud", ["auth", "print-access-token"]);
  if ("text" in answer) return { authorization: `Bearer ${answer.text.trim()}` };
  throw new Error(`its catalogue needs GOOGLE_API_KEY, or gcloud to be signed in (${answer.problem})`);
}
