import assert from "node:assert/strict";
import { containsSecret, encodeFor, restoreSecrets, withoutSecrets } from "../../../engine/protocol/wire.ts";
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

  it("are unchanged where the peer takes all kinds", () => {
    assert.deepEqual(encodeFor(everything, ALL), everything);
  });

  it("are plain content where it takes none, without what is unknown", () => {
    const plain = { secret: { nested: ["s"] }, custom: "id", component: "urn", output: 1, plain: null };
    assert.deepEqual(encodeFor(everything, NOTHING), plain);
  });

  it("keep an output's secrecy as a secret", () => {
    const { output: encoded } = encodeFor(everything, { ...NOTHING, secrets: true });
    assert.deepEqual(encoded, secret(1));
  });

  it("say that an output is unknown where it has no value", () => {
    assert.deepEqual(encodeFor({ x: output({}) }, { ...NOTHING, unknowns: true, assetContents: true }), {
      x: UNKNOWN.string,
    });
  });

  it("lose their secrecy for a program that asked for none", () => {
    assert.deepEqual(withoutSecrets({ a: secret({ b: secret(1) }) }), { a: { b: 1 } });
  });
});

describe("outputs of a provider that takes no secrets", () => {
  it("are secret under the names of secret inputs, at any depth", () => {
    const inputs = { a: secret(1), deep: { b: secret(2), c: 3 }, gone: secret(4) };
    const restored = restoreSecrets({ a: 1, deep: { b: 2, c: 3 }, other: 5 }, inputs);
    assert.deepEqual(restored, { a: secret(1), deep: { b: secret(2), c: 3 }, other: 5 });
  });

  it("are secret as a whole list where one element was", () => {
    assert.deepEqual(restoreSecrets({ list: ["x", "y"] }, { list: ["x", secret("y")] }), { list: secret(["x", "y"]) });
  });

  it("stay as they are where they are secret already", () => {
    assert.deepEqual(restoreSecrets({ a: secret(1) }, { a: secret(2) }), { a: secret(1) });
  });
});

describe("a secret", () => {
  it("is found wherever it is", () => {
    assert.equal(containsSecret([{ a: [secret(1)] }]), true);
    assert.equal(containsSecret(output({ value: 1, secret: true })), true);
    assert.equal(containsSecret([{ a: [1] }]), false);
  });
});
