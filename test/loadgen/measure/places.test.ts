import assert from "node:assert/strict";
import fc from "fast-check";
import { EndpointNumbers } from "../../../loadgen/measure/endpoint-names.ts";
import { Places } from "../../../loadgen/measure/places.ts";
import { VERSIONS } from "../../../loadgen/schema/request.ts";

describe("places that samples count under", () => {
  it("each endpoint, segment and version has a number of its own, which stands for just these", () => {
    const shape = fc.record({
      endpoints: fc.integer({ min: 1, max: 8 }),
      segments: fc.integer({ min: 1, max: 5 }),
      versions: fc.constantFrom([], VERSIONS),
    });
    fc.assert(
      fc.property(shape, ({ endpoints, segments, versions }) => {
        const numbers = new EndpointNumbers(100);
        const places = new Places(numbers, segments, versions);
        const all = Array.from({ length: endpoints }, (_, i) => numbers.of("GET", `/${i}`)).flatMap((endpoint) =>
          Array.from({ length: segments }, (_, segment) => segment).flatMap((segment) =>
            (versions.length === 0 ? [undefined] : versions).map((version) => ({ endpoint, segment, version })),
          ),
        );
        const keys = all.map(({ endpoint, segment, version }) => places.of(endpoint, segment, version));
        assert.equal(new Set(keys).size, all.length);
        assert.deepEqual(
          keys.map((key) => places.named(key)),
          all.map(({ endpoint, segment, version }) => ({
            ...{ endpoint: `GET /${endpoint}`, segment },
            ...(version === undefined ? {} : { version }),
          })),
        );
      }),
    );
  });
});
