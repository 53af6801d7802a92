import assert from "node:assert/strict";
import { portable } from "../../../infra/generators/scenario-code.ts";

const content = new Uint8Array([1]);
const filesOf = (...paths: string[]) => new Map(paths.map((path) => [path, content]));

describe("a scenario that is sent to workers", () => {
  it("a single file is named without its folder", () => {
    const file = "/home/me/shop.ts";
    assert.deepEqual(portable({ file, files: filesOf(file) }), {
      entry: "shop.ts",
      files: [{ path: "shop.ts", content }],
    });
  });

  it("files in several folders have paths from the folder that holds all of them, so that their imports hold", () => {
    const file = "/home/me/scenarios/checkout.ts";
    const { entry, files } = portable({
      file,
      files: filesOf(file, "/home/me/lib/cart.ts", "/home/me/data/users.csv"),
    });
    assert.equal(entry, "scenarios/checkout.ts");
    assert.deepEqual(
      files.map(({ path }) => path),
      ["scenarios/checkout.ts", "lib/cart.ts", "data/users.csv"],
    );
  });

  it("a folder whose name begins with that of another one does not hold its files", () => {
    const file = "/home/me/shop/a.ts";
    const { files } = portable({ file, files: filesOf(file, "/home/me/shopping/b.ts", "/etc/c.json") });
    assert.deepEqual(
      files.map(({ path }) => path),
      ["home/me/shop/a.ts", "home/me/shopping/b.ts", "etc/c.json"],
    );
  });
});
