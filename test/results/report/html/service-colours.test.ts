import assert from "node:assert/strict";
import fc from "fast-check";
import { SERVICE_COLOURS, serviceColours } from "../../../../results/report/html/service-colours.ts";

describe("the colours of services", () => {
  it("up to twelve services have different colours, whatever their order", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: SERVICE_COLOURS }), (names) => {
        const colours = serviceColours(names);
        assert.equal(new Set(colours.values()).size, names.length);
        assert.deepEqual(serviceColours(names.toReversed()), colours);
      }),
    );
  });

  it("with more services, each still has a colour", () => {
    const names = Array.from({ length: 30 }, (_, index) => `service-${index}`);
    const colours = [...serviceColours(names).values()];
    assert.equal(colours.length, 30);
    assert.ok(colours.every((colour) => colour >= 0 && colour < SERVICE_COLOURS));
  });

  it("a service that is alone has the colour of its name", () => {
    assert.deepEqual(serviceColours(["cart", "cart"]), serviceColours(["cart"]));
  });
});
