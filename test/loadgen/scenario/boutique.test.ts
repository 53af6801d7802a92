import assert from "node:assert/strict";
import { Random } from "../../../base/random.ts";
import { boutique, cardNumber, PRODUCTS } from "../../../loadgen/scenario/boutique.ts";
import { type RequestOptions, type User, taskDrawer } from "../../../loadgen/scenario/scenario.ts";
import { chiSquare } from "../helpers/chi-square.ts";

interface Sent {
  line: string;
  name: string;
  form: Record<string, string | number>;
}

function recordingUser(seed: number): { user: User; sent: Sent[] } {
  const sent: Sent[] = [];
  const request = <Name extends string>(method: string, path: string, options: RequestOptions<Name> = {}) => {
    sent.push({ line: `${method} ${path}`, name: `${method} ${options.name ?? path}`, form: { ...options.form } });
    return Promise.resolve({ status: 200, ok: true, body: null, values: {} as Record<Name, string> });
  };
  const user: User = {
    index: 0,
    random: new Random(seed, 0),
    request,
    get: (path, options) => request("GET", path, options),
    post: (path, form, options) => request("POST", path, { ...options, form }),
    row: () => assert.fail("no data"),
  };
  return { user, sent };
}

async function play(seed: number, tasks: number): Promise<Sent[]> {
  const { user, sent } = recordingUser(seed);
  const draw = taskDrawer(boutique.tasks);
  for (let task = 0; task < tasks; task += 1) await draw(user.random).run(user, undefined);
  return sent;
}

describe("boutique scenario", () => {
  it("the boutique scenario draws its tasks by the weights 1, 2, 10, 2, 3, 1", () => {
    const draws = 60_000;
    const draw = taskDrawer(boutique.tasks);
    const random = new Random(7, 0);
    const seen = new Map<string, number>();
    for (let count = 0; count < draws; count += 1) {
      const { name } = draw(random);
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
    const weights = { index: 1, setCurrency: 2, browseProduct: 10, addToCart: 2, viewCart: 3, checkout: 1 };
    const statistic = chiSquare(
      Object.entries(weights).map(([name, weight]) => ({ seen: seen.get(name)!, expected: (draws * weight) / 19 })),
    );
    // 20.5: the 0.1 % point at five degrees of freedom.
    assert.ok(statistic < 20.5, `chi-square ${statistic}`);
  });

  it("the boutique scenario sends 23 requests in 19 tasks on average, under six names", async () => {
    const sent = await play(3, 19_000);
    assert.ok(Math.abs(sent.length / 23_000 - 1) < 0.02);
    assert.deepEqual([...new Set(sent.map(({ name }) => name))].sort(), [
      "GET /",
      "GET /cart",
      "GET /product/:id",
      "POST /cart",
      "POST /cart/checkout",
      "POST /setCurrency",
    ]);
  });

  it("the boutique scenario requests every product about equally often", async () => {
    const pages = (await play(4, 19_000)).filter(({ name }) => name === "GET /product/:id");
    const statistic = chiSquare(
      PRODUCTS.map((id) => ({
        seen: pages.filter(({ line }) => line === `GET /product/${id}`).length,
        expected: pages.length / PRODUCTS.length,
      })),
    );
    // 26.1: the 0.1 % point at eight degrees of freedom.
    assert.ok(statistic < 26.1, `chi-square ${statistic}`);
  });

  it("the boutique scenario fills in forms that the frontend accepts", async () => {
    const sent = await play(5, 5000);
    for (const name of ["POST /cart", "POST /cart/checkout"])
      assert.ok(
        sent.some((each) => each.name === name),
        name,
      );
    for (const { form } of sent.filter(({ name }) => name === "POST /cart")) {
      assert.ok(Number(form["quantity"]) >= 1 && Number(form["quantity"]) <= 10);
      assert.ok(PRODUCTS.includes(String(form["product_id"])));
    }
    for (const { form } of sent.filter(({ name }) => name === "POST /cart/checkout")) {
      assert.match(String(form["email"]), /^[^@\s]+@[^@\s]+\.com$/);
      assert.ok(
        Number(form["credit_card_expiration_month"]) >= 1 && Number(form["credit_card_expiration_month"]) <= 12,
      );
      assert.ok(Number(form["credit_card_expiration_year"]) > new Date().getFullYear());
      assert.ok(Number(form["credit_card_cvv"]) >= 100 && Number(form["credit_card_cvv"]) <= 999);
      assert.ok(Number(form["zip_code"]) > 0);
      assert.ok(luhn(String(form["credit_card_number"])));
    }
  });

  it("the boutique scenario's card numbers have sixteen digits and pass the Luhn check", () => {
    const random = new Random(1, 1);
    for (let count = 0; count < 500; count += 1) assert.ok(luhn(cardNumber(random)));
  });

  it("the boutique scenario repeats itself for the same seed and differs for another", async () => {
    assert.deepEqual(await play(11, 200), await play(11, 200));
    assert.notDeepEqual(await play(11, 200), await play(12, 200));
  });
});

function luhn(number: string): boolean {
  const digits = [...number].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, at) => total + (at % 2 === 0 ? digit : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][digit]!),
    0,
  );
  return number.length === 16 && number.startsWith("4") && sum % 10 === 0;
}
