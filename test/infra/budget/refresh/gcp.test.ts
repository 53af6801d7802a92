import assert from "node:assert/strict";
import { billedSize, gcpPageSchema, readGcpPrices } from "../../../../infra/budget/refresh/gcp.ts";
import { LIST_PRICES } from "../../../../infra/budget/list-prices.ts";

const REGION = "europe-west1";

/** A SKU of the catalogue in its documented form. */
const sku = (description: string, usageUnit: string, nanos: number, more: Record<string, unknown> = {}) => ({
  name: "services/6F81-5844-456A/skus/CF4E-A0C7-E3BF",
  skuId: "CF4E-A0C7-E3BF",
  description,
  category: {
    serviceDisplayName: "Compute Engine",
    resourceFamily: "Compute",
    resourceGroup: "CPU",
    usageType: "OnDemand",
  },
  serviceRegions: [REGION],
  pricingInfo: [
    {
      summary: "",
      pricingExpression: {
        usageUnit,
        usageUnitDescription: "hour",
        baseUnit: "s",
        baseUnitConversionFactor: 3600,
        displayQuantity: 1,
        tieredRates: [{ startUsageAmount: 0, unitPrice: { currencyCode: "USD", units: "0", nanos } }],
      },
      currencyConversionRate: 1,
      effectiveTime: "2026-08-14T07:00:00Z",
    },
  ],
  serviceProviderName: "Google",
  geoTaxonomy: { type: "REGIONAL", regions: [REGION] },
  ...more,
});

const E2 = [
  sku("E2 Instance Core running in Belgium", "h", 23_994_690),
  sku("E2 Instance Ram running in Belgium", "GiBy.h", 3_216_270),
];
const read = (...skus: unknown[]) =>
  readGcpPrices(
    gcpPageSchema.parse({ skus }).skus,
    REGION,
    ["e2-standard-4", "e2-medium", "n2-standard-4", "c3-x"],
    "2026-11-30",
  );

describe("prices of Google Cloud", () => {
  it("a machine costs its cores and its memory", () => {
    const { machines } = read(...E2);
    assert.equal(machines["e2-standard-4"]!.usd.toFixed(6), (4 * 0.02399469 + 16 * 0.00321627).toFixed(6));
    assert.equal(machines["e2-medium"]!.usd.toFixed(6), (0.02399469 + 4 * 0.00321627).toFixed(6));
    assert.deepEqual(Object.keys(machines), ["e2-standard-4", "e2-medium"]);
  });

  it("the sums are those of the machines in copies of the list", () => {
    const copy = LIST_PRICES.gcp[REGION]!.machines["e2-standard-4"]!.usd;
    assert.ok(Math.abs(read(...E2).machines["e2-standard-4"]!.usd / copy - 1) < 0.01, String(copy));
  });

  it("disks and addresses are read, and what has no price is absent", () => {
    const { machines, diskGiBMonth, addressHour } = read(
      sku("Balanced PD Capacity in Belgium", "GiBy.mo", 100_000_000),
      sku("Regional Balanced PD Capacity in Belgium", "GiBy.mo", 200_000_000),
      sku("External IP Charge on a Standard VM", "h", 5_000_000, { serviceRegions: ["global"] }),
    );
    assert.deepEqual([diskGiBMonth?.usd, addressHour?.usd, machines], [0.1, 0.005, {}]);
    assert.deepEqual(read(), { machines: {}, diskGiBMonth: undefined, addressHour: undefined });
  });

  it("spot prices, commitments and other regions are not taken", () => {
    const others = [
      ["E2 Instance Core running in Belgium", { category: { usageType: "Preemptible" } }],
      ["E2 Instance Core running in Belgium", { serviceRegions: ["us-central1"] }],
      ["Spot Preemptible E2 Instance Core running in Belgium", {}],
      ["Commitment v1: E2 Cpu in Belgium for 1 Year", {}],
    ] as const;
    for (const [description, more] of others)
      assert.deepEqual(read(sku(description, "h", 1, more), E2[1]).machines, {}, description);
  });

  it("free allowances are ignored: the first paid tier counts", () => {
    const tiers = [
      { startUsageAmount: 0, unitPrice: { currencyCode: "USD", units: "0", nanos: 0 } },
      { startUsageAmount: 30, unitPrice: { currencyCode: "USD", units: "0", nanos: 40_000_000 } },
    ];
    const disk = sku("Balanced PD Capacity", "GiBy.mo", 0);
    disk.pricingInfo[0]!.pricingExpression.tieredRates = tiers;
    assert.equal(read(disk).diskGiBMonth?.usd, 0.04);
  });

  it("machine types of other families have no price here", () => {
    assert.deepEqual(billedSize("n2-standard-8"), { family: "N2", cores: 8, gib: 32 });
    for (const size of ["e2-highcpu-4", "c3-standard-4", "e2-standard", "toString"])
      assert.equal(billedSize(size), undefined);
  });
});
