import assert from "node:assert/strict";
import { chosenName, refreshed, without } from "../../../../lab/plugins/cloud/inputs.ts";

const never = (): boolean => false;

describe("the inputs of a resource after a refresh", () => {
  it("have the values that were found, but only for properties that the program gave", () => {
    const inputs = { tags: { a: "1" }, size: "small", rules: [{ port: 22 }] };
    const found = { tags: { a: "2", b: "3" }, size: "large", rules: [{ port: 22, id: "x" }], etag: "7" };
    assert.deepEqual(refreshed(inputs, found, never), { tags: { a: "2" }, size: "large", rules: [{ port: 22 }] });
  });

  it("keep what the service does not show, such as passwords", () => {
    const inputs = { profile: { user: "ubuntu", password: "secret" } };
    assert.deepEqual(refreshed(inputs, { profile: { user: "debian" } }, never), {
      profile: { user: "debian", password: "secret" },
    });
  });

  it("have list elements that were added or removed", () => {
    assert.deepEqual(refreshed({ list: [1, 2] }, { list: [1] }, never), { list: [1] });
    assert.deepEqual(
      refreshed(
        { list: [{ a: 1 }] },
        {
          list: [
            { a: 1, id: "x" },
            { a: 2, id: "y" },
          ],
        },
        never,
      ),
      {
        list: [{ a: 1 }, { a: 2, id: "y" }],
      },
    );
  });

  it("keep the program's text where the service means the same", () => {
    const ends = (input: string, found: string): boolean => found.endsWith(`/${input}`);
    assert.deepEqual(refreshed({ network: "net" }, { network: "https://x/net" }, ends), { network: "net" });
  });
});

describe("names that a provider chooses", () => {
  it("are the same for the same seed, so that a preview and its update agree", () => {
    assert.equal(chosenName("web", new Uint8Array([1, 2, 3, 4]), 8), "web01020304");
  });

  it("properties are left out by name", () => {
    assert.deepEqual(without({ a: 1, b: 2 }, ["b", "c"]), { a: 1 });
  });
});
