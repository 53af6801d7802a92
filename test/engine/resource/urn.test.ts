import assert from "node:assert/strict";
import {
  isDefaultProvider,
  makeReference,
  makeUrn,
  packageOf,
  parseReference,
  parseUrn,
} from "../../../engine/resource/urn.ts";

const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

describe("URNs", () => {
  it("a URN contains the types of all ancestors except the stack", () => {
    const group = makeUrn("dev", "shop", STACK, "my:index:Group", "g");
    assert.equal(group, "urn:pulumi:dev::shop::my:index:Group::g");
    const child = makeUrn("dev", "shop", group, "my:index:Thing", "x");
    assert.equal(child, "urn:pulumi:dev::shop::my:index:Group$my:index:Thing::x");
    assert.equal(parseUrn(child).type, "my:index:Thing");
  });

  it("the name in a URN may be any text", () => {
    for (const name of ["a::b", "ü/$ ", "organization/shop/dev"]) {
      assert.equal(parseUrn(makeUrn("dev", "shop", undefined, "a:b:C", name)).name, name);
    }
  });

  it("invalid URNs are refused", () => {
    assert.throws(() => parseUrn("urn:other:dev::shop"), /is not a URN/);
  });
});

describe("provider references", () => {
  it("a provider reference consists of a URN and an ID", () => {
    const urn = makeUrn("dev", "shop", undefined, "pulumi:providers:aws", "default_1_2_3");
    assert.deepEqual(parseReference(makeReference(urn, "id")), { urn, id: "id" });
    assert.equal(isDefaultProvider(urn), true);
    assert.equal(isDefaultProvider(makeUrn("dev", "shop", undefined, "pulumi:providers:aws", "mine")), false);
  });

  it("packageOf returns the package that serves a type", () => {
    assert.equal(packageOf("aws:s3/bucket:Bucket"), "aws");
    assert.equal(packageOf("pulumi:providers:aws"), "aws");
  });
});
