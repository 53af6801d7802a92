import assert from "node:assert/strict";
import fc from "fast-check";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import {
  containsSecret,
  encodeFor,
  fromStruct,
  restoreSecrets,
  toStruct,
  withoutSecrets,
} from "../../../engine/protocol/wire.ts";
import { OUTPUT, RESOURCE, secret, SIGNATURE, UNKNOWN } from "../../../engine/values.ts";
import type { Properties } from "../../../engine/values.ts";

const NOTHING = { secrets: false, resources: false, outputs: false, unknowns: false, assetContents: true };
const ALL = { secrets: true, resources: true, outputs: true, unknowns: true, assetContents: true };

const reference = (id?: string): Properties => ({
  [SIGNATURE]: RESOURCE,
  urn: "urn",
  ...(id === undefined ? {} : { id }),
});
const output = (more: Properties): Properties => ({ [SIGNATURE]: OUTPUT, ...more });

describe("values for a peer", () => {
  const everything: Properties = {
    secret: { nested: [secret("s")] },
    custom: reference("id"),
    component: reference(),
    output: output({ value: 1, secret: true }),
    unknown: UNKNOWN.string,
    plain: null,
  };

  it("values are unchanged for a peer that accepts all kinds", () => {
    assert.deepEqual(encodeFor(everything, ALL), everything);
  });

  it("a peer that accepts no special values receives plain values, without unknowns", () => {
    const plain = { secret: { nested: ["s"] }, custom: "id", component: "urn", output: 1, plain: null };
    assert.deepEqual(encodeFor(everything, NOTHING), plain);
  });

  it("a secret output value becomes a secret", () => {
    const { output: encoded } = encodeFor(everything, { ...NOTHING, secrets: true });
    assert.deepEqual(encoded, secret(1));
  });

  it("an output value without a value becomes an unknown", () => {
    assert.deepEqual(encodeFor({ x: output({}) }, { ...NOTHING, unknowns: true, assetContents: true }), {
      x: UNKNOWN.string,
    });
  });

  it("a program that does not accept secrets receives plain values", () => {
    assert.deepEqual(withoutSecrets({ a: secret({ b: secret(1) }) }), { a: { b: 1 } });
  });
});

describe("outputs of a provider that accepts no secrets", () => {
  it("outputs named like secret inputs are secret, at any depth", () => {
    const inputs = { a: secret(1), deep: { b: secret(2), c: 3 }, gone: secret(4) };
    const restored = restoreSecrets({ a: 1, deep: { b: 2, c: 3 }, other: 5 }, inputs);
    assert.deepEqual(restored, { a: secret(1), deep: { b: secret(2), c: 3 }, other: 5 });
  });

  it("a list output is secret if one element of the input is", () => {
    assert.deepEqual(restoreSecrets({ list: ["x", "y"] }, { list: ["x", secret("y")] }), { list: secret(["x", "y"]) });
  });

  it("outputs that are secret already are not wrapped again", () => {
    assert.deepEqual(restoreSecrets({ a: secret(1) }, { a: secret(2) }), { a: secret(1) });
  });
});

describe("a secret", () => {
  it("containsSecret finds a secret at any depth", () => {
    assert.equal(containsSecret([{ a: [secret(1)] }]), true);
    assert.equal(containsSecret(output({ value: 1, secret: true })), true);
    assert.equal(containsSecret([{ a: [1] }]), false);
  });
});

describe("protobuf structs", () => {
  it("a protobuf struct has the same content after serialization", () => {
    // Protobuf's conversion loses a key of this name.
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

  it("an absent protobuf struct is empty", () => {
    assert.deepEqual(fromStruct(undefined), {});
  });
});
