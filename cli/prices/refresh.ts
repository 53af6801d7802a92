/** Reads the clouds' own price lists for the sizes and regions that are in use. */
import { messageOf } from "../../base/errors.ts";
import type { z } from "zod";
import { SIZES } from "../../infra/catalog/sizes.ts";
import { azurePageSchema, azureQueries, readAzurePrices } from "../../infra/budget/refresh/azure.ts";
import { GCP_ADDRESS, gcpPageSchema, readGcpPrices } from "../../infra/budget/refresh/gcp.ts";
import type { BillingCloud, PriceTable, RegionPrices } from "../../infra/budget/quotes.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { runTool } from "../doctor/run-tool.ts";

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

/** More pages than any answer has. */
const MAX_PAGES = 500;
const TIMEOUT_MS = 60_000;

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
      return await get();
    } catch (error) {
      problems.push(`${title} was not read: ${messageOf(error)}`);
      return {};
    }
  };
  const azure = await read("Azure", () => readAzure(wanted.azure, tools));
  const gcp = await read("Google Cloud", () => readGcp(wanted.gcp, tools));
  return { table: { azure, gcp }, problems };
}

async function readAzure({ regions, sizes }: Wanted, tools: RefreshTools): Promise<Record<string, RegionPrices>> {
  const found: [string, RegionPrices][] = [];
  for (const region of regions) {
    const items: z.infer<typeof azurePageSchema>["Items"] = [];
    for (const first of azureQueries(region, sizes)) {
      let next: string | null | undefined = first;
      for (let page = 0; next && page < MAX_PAGES; page++) {
        const { Items, NextPageLink }: z.infer<typeof azurePageSchema> = await getJson(next, azurePageSchema, tools);
        items.push(...Items);
        next = NextPageLink;
      }
    }
    found.push([region, readAzurePrices(items, region, sizes, tools.today)]);
  }
  return Object.fromEntries(found);
}

async function readGcp({ regions, sizes }: Wanted, tools: RefreshTools): Promise<Record<string, RegionPrices>> {
  const headers = await googleCredentials(tools);
  const skus: z.infer<typeof gcpPageSchema>["skus"] = [];
  let token: string | null | undefined = "";
  for (let page = 0; token !== undefined && token !== null && page < MAX_PAGES; page++) {
    const query = new URLSearchParams({ pageSize: "5000", currencyCode: "USD", pageToken: token });
    const answer: z.infer<typeof gcpPageSchema> = await getJson(
      `${GCP_ADDRESS}?${query}`,
      gcpPageSchema,
      tools,
      headers,
    );
    skus.push(...answer.skus);
    token = answer.nextPageToken || undefined;
  }
  return Object.fromEntries(regions.map((region) => [region, readGcpPrices(skus, region, sizes, tools.today)]));
}

/** @throws without any */
async function googleCredentials({ env, runTool }: RefreshTools): Promise<Record<string, string>> {
  if (env.GOOGLE_API_KEY) return { "x-goog-api-key": env.GOOGLE_API_KEY };
  const answer = await runTool(env, "gcloud", ["auth", "print-access-token"]);
  if ("text" in answer) return { authorization: `Bearer ${answer.text.trim()}` };
  throw new Error(`its catalogue needs GOOGLE_API_KEY, or gcloud to be signed in (${answer.problem})`);
}

async function getJson<T>(
  url: string,
  schema: z.ZodType<T>,
  { fetch: get }: RefreshTools,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await get(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status} ${response.statusText}`.trim());
  const answer = schema.safeParse(await response.json());
  if (answer.success) return answer.data;
  const { path, message } = answer.error.issues[0]!;
  throw new Error(`${new URL(url).host} gave an answer of another form (${[...path, message].join(": ")})`);
}
