import assert from "node:assert/strict";
import { azurePageSchema, azureQueries, readAzurePrices } from "../../../../infra/budget/refresh/azure.ts";

/** An item of the API, with all fields that its documentation lists. */
const item = (more: Record<string, unknown>) => ({
  currencyCode: "USD",
  tierMinimumUnits: 0,
  retailPrice: 0.23,
  unitPrice: 0.23,
  armRegionName: "westeurope",
  location: "EU West",
  effectiveStartDate: "2021-11-01T00:00:00Z",
  meterId: "0ef9fe9f-7a45-596d-905c-dc15a89559ad",
  meterName: "D4s v5",
  productId: "DZH318Z08W0T",
  skuId: "DZH318Z08W0T/008T",
  productName: "Virtual Machines Dsv5 Series",
  skuName: "D4s v5",
  serviceName: "Virtual Machines",
  serviceId: "DZH313Z7MMC8",
  serviceFamily: "Compute",
  unitOfMeasure: "1 Hour",
  type: "Consumption",
  isPrimaryMeterRegion: true,
  armSkuName: "Standard_D4s_v5",
  ...more,
});
const disk = (more: Record<string, unknown> = {}) =>
  item({
    ...{ meterName: "E10 LRS Disk", skuName: "E10 LRS", productName: "Standard SSD Managed Disks" },
    ...{ serviceName: "Storage", unitOfMeasure: "1/Month", retailPrice: 9.6, armSkuName: "" },
    ...more,
  });
/** As Azure answered in August 2026. */
const address = item({
  ...{ meterName: "Standard IPv4 Static Public IP", skuName: "Standard", productName: "IP Addresses" },
  ...{ serviceName: "Virtual Network", retailPrice: 0.005, isPrimaryMeterRegion: false, armSkuName: "" },
});

const SIZES = ["Standard_D4s_v5", "Standard_F4s_v2"];
const read = (...items: unknown[]) => {
  const page = azurePageSchema.parse({
    BillingCurrency: "USD",
    CustomerEntityId: "Default",
    CustomerEntityType: "Retail",
    Items: items,
    NextPageLink: null,
    Count: items.length,
  });
  return readAzurePrices(page.Items, "westeurope", SIZES, "2026-11-30");
};
const usd = (...items: unknown[]) => read(...items).machines.Standard_D4s_v5?.usd;

describe("prices of Azure", () => {
  it("machines, disks by the GiB, and addresses are read with today's date", () => {
    const { machines, diskGiBMonth, addressHour } = read(item({}), disk(), address);
    assert.equal(machines.Standard_D4s_v5?.usd, 0.23);
    assert.deepEqual([diskGiBMonth?.usd, addressHour?.usd], [0.075, 0.005]);
    assert.deepEqual(machines.Standard_D4s_v5.source, {
      url: "https://prices.azure.com/api/retail/prices",
      asOf: "2026-11-30",
      confidence: "list",
    });
  });

  it("what has no price is absent, also where Azure lists it for nothing or less", () => {
    const nothing = { machines: {}, diskGiBMonth: undefined, addressHour: undefined };
    assert.deepEqual(read(), nothing);
    for (const retailPrice of [0, -0.1])
      assert.deepEqual(read(item({ retailPrice }), disk({ retailPrice }), { ...address, retailPrice }), nothing);
  });

  it("other prices of the same machine type are not taken for it", () => {
    const others = [
      { productName: "Virtual Machines Dsv5 Series Windows" },
      { skuName: "D4s v5 Spot", meterName: "D4s v5 Spot" },
      { skuName: "D4s v5 Low Priority" },
      { productName: "Dsv5 Series Cloud Services" },
      { type: "Reservation" },
      { type: "DevTestConsumption" },
      { armRegionName: "northeurope" },
      { currencyCode: "EUR" },
      { effectiveStartDate: "2027-01-01T00:00:00Z" },
    ];
    for (const other of others) {
      assert.equal(usd(item({ retailPrice: 9, ...other })), undefined, JSON.stringify(other));
      assert.equal(usd(item({ retailPrice: 9, ...other }), item({})), 0.23, JSON.stringify(other));
    }
  });

  it("operations and mounts of a disk are not taken for the disk", () => {
    const others = [
      disk({ meterName: "E10 LRS Disk Operations", unitOfMeasure: "10K", retailPrice: 0.002 }),
      disk({ meterName: "E10 LRS Disk Mount", retailPrice: 1.82 }),
    ];
    assert.equal(read(...others, disk()).diskGiBMonth?.usd, 0.075);
  });

  it("the price that came into force last is taken", () => {
    assert.equal(usd(item({ retailPrice: 0.2, effectiveStartDate: "2026-06-01T00:00:00Z" }), item({})), 0.2);
  });

  it("one query each asks for the machines, the disk and the address of a region", () => {
    const filters = azureQueries("westeurope", SIZES).map((url) => new URL(url).searchParams.get("$filter"));
    assert.deepEqual(filters, [
      "armRegionName eq 'westeurope' and priceType eq 'Consumption' and serviceName eq 'Virtual Machines' and (armSkuName eq 'Standard_D4s_v5' or armSkuName eq 'Standard_F4s_v2')",
      "armRegionName eq 'westeurope' and priceType eq 'Consumption' and serviceName eq 'Storage' and productName eq 'Standard SSD Managed Disks' and skuName eq 'E10 LRS'",
      "armRegionName eq 'westeurope' and priceType eq 'Consumption' and serviceName eq 'Virtual Network' and productName eq 'IP Addresses' and meterName eq 'Standard IPv4 Static Public IP'",
    ]);
  });
});
