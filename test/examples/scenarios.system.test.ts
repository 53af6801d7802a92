import assert from "node:assert/strict";
import { join } from "node:path";
import { runLoad } from "../../loadgen/index.ts";
import { root } from "../helpers/imports.ts";
import { smallShop } from "./small-shop.ts";

const load = async (name: string, url: string, users: number, iterations: number) => {
  const scenario = join(root, "examples/scenarios", `${name}.ts`);
  const { result } = await runLoad({
    ...{ model: "closed", scenario, target: url, users, iterations, spawnRatePerS: 1000 },
    ...{ durationMs: 20_000, warmUpMs: 0, thinkTimeScale: 0, workers: 1, calibrationMs: 0 },
    ...{ thresholds: ["checks: rate==1"] },
  });
  assert.equal(result.reasons.find(({ code }) => code === "scenario-failed")?.message, undefined);
  return result;
};

describe("example scenarios", function () {
  this.timeout(60_000);

  it("users log in with the CSRF token of their form, and see their own account", async () => {
    await using shop = await smallShop();
    const { overall, errors, thresholds } = await load("login-csrf", shop.url, 3, 9);
    assert.deepEqual([overall.requests, errors, thresholds?.[0]?.holds], [15, [], true]);
  });

  it("ids of a JSON API lead from one request to the next, and an expected 404 is a success", async () => {
    await using shop = await smallShop();
    const { overall, errors, endpoints } = await load("json-api", shop.url, 2, 10);
    assert.deepEqual([overall.requests, errors, shop.done.get("delete")], [40, [], 10]);
    assert.deepEqual(
      endpoints.map(({ name, requests }) => [name, requests]),
      [
        ["DELETE /api/items/:id", 10],
        ["GET /api/items/:id", 10],
        ["GET /api/items/:id (deleted)", 10],
        ["POST /api/items", 10],
      ],
    );
  });

  it("each user has its own row of a file, and users share the rows of another in turns", async () => {
    await using shop = await smallShop();
    const { errors } = await load("data-file", shop.url, 3, 12);
    assert.deepEqual(errors, []);
    assert.deepEqual(Object.fromEntries(shop.done), {
      ...{ "login ada engine": 1, "login grace compiler": 1, "login linus kernel": 1 },
      ...{ "search pen": 3, "search book": 3, "search lamp": 3, "search desk": 3 },
    });
  });

  it("shoppers order what they found, and a step with a wrong body fails as a check and ends the way", async () => {
    await using shop = await smallShop();
    const good = await load("shop", shop.url, 2, 20);
    assert.deepEqual(good.errors, []);
    assert.ok(shop.done.get("order")! > 0);
    await using broken = await smallShop(new Set(["POST /cart"]));
    const bad = await load("shop", broken.url, 2, 20);
    assert.deepEqual(
      bad.errors.map(({ endpoint, class: name, message }) => [endpoint, name, message]),
      [["POST /cart", "check", "the body does not match /<li>\\w+ × 2<\\/li>/"]],
    );
    assert.equal(broken.done.get("order"), undefined);
    assert.deepEqual([bad.thresholds?.[0]?.holds, bad.thresholds![0]!.value! < 1], [false, true]);
  });
});
