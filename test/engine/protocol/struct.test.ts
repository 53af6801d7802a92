import assert from "node:assert/strict";
import fc from "fast-check";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { fromStruct, toStruct } from "../../../engine/protocol/wire.ts";
import type { Properties } from "../../../engine/values.ts";

describe("protobuf structs", () => {
  it("give back what was put in, through the wire", () => {
    // At no depth can protobuf's own conversion hold a key of this name.
    const values = fc.jsonValue().filter((value) => !JSON.stringify(value).includes("__proto__"));
    const keys = fc.string().filter((key) => key !== "__proto__");
    const properties = fc.dictionary(keys, values) as fc.Arbitrary<Properties>;
    fc.assert(
      fc.property(properties, (given) => {
        const plain = JSON.parse(JSON.stringify(given)) as Properties;
        const received = structs.Struct.deserializeBinary(toStruct(plain).serializeBinary());
        assert.deepEqual(JSON.parse(JSON.stringify(fromStruct(received))), plain);
      }),
    );
  });

  it("that are absent are empty", () => {
    assert.deepEqual(fromStruct(undefined), {});
  });
});
