import assert from "node:assert/strict";
import { refreshPrices, wantedOf } from "../../../cli/prices/refresh.ts";
import { LIST_PRICES } from "../../../infra/budget/list-prices.ts";
import { aCloudPlan, SERVER } from "../budget/stacks.ts";

const vm = (size: string, retailPrice: number) => ({
  ...{ currencyCode: "USD", tierMinimumUnits: 0, retailPrice, armRegionName: "eastus", armSkuName: size },
  ...{ effectiveStartDate: "2021-11-01T00:00:00Z", meterName: "x", productName: "Virtual Machines Dsv5 Series" },
  ...{ skuName: "x", unitOfMeasure: "1 Hour", type: "Consumption" },
});
const sku = (description: string, usageUnit: string, nanos: number) => ({
  description,
  category: { usageType: "OnDemand" },
  serviceRegions: ["us-central1"],
  pricingInfo: [
    { pricingExpression: { usageUnit, tieredRates: [{ unitPrice: { currencyCode: "USD", units: "0", nanos } }] } },
  ],
});

const WANTED = {
  azure: { regions: ["eastus"], sizes: ["Standard_D4s_v5", "Standard_D2s_v5"] },
  gcp: { regions: ["us-central1"], sizes: ["e2-standard-4"] },
};

describe("reading the clouds' price lists", () => {
  const requests: { url: string; headers: Record<string, string> }[] = [];
  beforeEach(() => void requests.splice(0));
  const tools = (answer: (url: URL) => unknown, env: NodeJS.ProcessEnv = { GOOGLE_API_KEY: "key" }) => ({
    env: { PATH: "/nowhere", ...env },
    today: "2026-11-30",
    runTool: () => Promise.resolve({ problem: "gcloud is not installed", isMissing: true, isLate: false }),
    fetch: ((url: string, init: { headers: Record<string, string> }) => {
      requests.push({ url, headers: init.headers });
      const body = answer(new URL(url));
      return Promise.resolve(body instanceof Response ? body : Response.json(body));
    }) as unknown as typeof fetch,
  });
  const both = (url: URL): unknown => {
    if (url.host === "prices.azure.com") {
      const isVm = /Virtual Machines/.test(url.searchParams.get("$filter") ?? "");
      if (url.searchParams.has("page")) return { Items: [vm("Standard_D2s_v5", 0.1)], NextPageLink: null };
      return isVm
        ? { Items: [vm("Standard_D4s_v5", 0.2)], NextPageLink: "https://prices.azure.com/api/retail/prices?page=2" }
        : { Items: [] };
    }
    return url.searchParams.get("pageToken") === ""
      ? { skus: [sku("E2 Instance Core running in Americas", "h", 21_811_590)], nextPageToken: "more" }
      : { skus: [sku("E2 Instance Ram running in Americas", "GiBy.h", 2_923_530)], nextPageToken: "" };
  };

  it("follows all pages of both clouds", async () => {
    const { table, problems } = await refreshPrices(WANTED, tools(both));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      Object.entries(table.azure.eastus!.machines).map(([size, { usd }]) => [size, usd]),
      [
        ["Standard_D4s_v5", 0.2],
        ["Standard_D2s_v5", 0.1],
      ],
    );
    assert.equal(table.gcp["us-central1"]!.machines["e2-standard-4"]!.usd.toFixed(6), "0.134023");
    assert.deepEqual(requests.at(-1)!.headers, { "x-goog-api-key": "key" });
  });

  it("without credentials, Google Cloud is not read, and Azure is", async () => {
    const { table, problems } = await refreshPrices(WANTED, tools(both, { PATH: "/nowhere" }));
    assert.match(problems.join(), /^Google Cloud was not read: its catalogue needs GOOGLE_API_KEY, or gcloud/);
    assert.deepEqual([Object.keys(table.azure), table.gcp], [["eastus"], {}]);
  });

  it("a refusal or an answer of another form is a problem, and no price", async () => {
    const refused = await refreshPrices(
      WANTED,
      tools(() => new Response("", { status: 429, statusText: "Too Many" })),
    );
    assert.deepEqual(refused.table, { azure: {}, gcp: {} });
    assert.match(refused.problems[0]!, /^Azure was not read: prices\.azure\.com answered 429 Too Many$/);
    const other = await refreshPrices(
      WANTED,
      tools(() => ({ Items: [{ retailPrice: "free" }], skus: 1 })),
    );
    assert.deepEqual(other.problems, [
      "Azure was not read: prices.azure.com gave an answer of another form (Items: 0: currencyCode: Invalid input: expected string, received undefined)",
      "Google Cloud was not read: cloudbilling.googleapis.com gave an answer of another form (skus: Invalid input: expected array, received number)",
    ]);
  });

  const problemsOf = async (answer: (url: URL) => unknown): Promise<string[]> =>
    (await refreshPrices(WANTED, tools(answer))).problems;

  it("a list without any price of what is in use is a problem", async () => {
    assert.deepEqual(await problemsOf((url) => (url.host === "prices.azure.com" ? { Items: [] } : {})), [
      "Azure: its list has no price of what is in use",
      "Google Cloud: its list has no price of what is in use",
    ]);
  });

  it("a next page that repeats is a problem at once", async () => {
    const problems = await problemsOf(({ host }) =>
      host === "prices.azure.com"
        ? { Items: [], NextPageLink: "https://prices.azure.com:443/api/retail/prices?page=2" }
        : { skus: [], nextPageToken: "more" },
    );
    assert.deepEqual(problems, [
      "Azure was not read: prices.azure.com names the same next page again",
      "Google Cloud was not read: cloudbilling.googleapis.com names the same next page again",
    ]);
    assert.equal(requests.length, 4);
  });

  it("a next page of another host, or of none, is a problem and not read", async () => {
    for (const link of ["https://prices.azure.com.example.org/", "http://prices.azure.com/api", "page 2"]) {
      requests.splice(0);
      const [problem] = await problemsOf(() => ({ Items: [], NextPageLink: link }));
      assert.equal(problem, `Azure was not read: prices.azure.com names a next page elsewhere: ${link}`);
      assert.ok(requests.every(({ url }) => url !== link));
    }
  });

  it("regions and sizes of stack files are read beside those of the table", () => {
    const plan = aCloudPlan({}, [
      { ...SERVER, region: "japaneast", size: "Standard_E4s_v5", cpus: 4, memoryMiB: 32_768 },
    ]);
    const { regions, sizes } = wantedOf("azure", LIST_PRICES, [plan]);
    assert.ok(regions.includes("japaneast") && regions.includes("eastus"));
    assert.ok(sizes.includes("Standard_E4s_v5") && sizes.includes("Standard_D4s_v5"));
    assert.deepEqual(wantedOf("gcp", LIST_PRICES, [plan]).regions, Object.keys(LIST_PRICES.gcp));
    const load = { from: "generators", generators: [{ name: "far", cloud: "gcp", region: "asia-south1" }] };
    assert.ok(wantedOf("gcp", LIST_PRICES, [aCloudPlan({}, [SERVER], load)]).regions.includes("asia-south1"));
  });
});
