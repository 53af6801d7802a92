import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { runLoad } from "../../../../loadgen/index.ts";
import { program } from "../../../../lab/images/program.ts";
import { BOUTIQUE } from "../../../../lab/images/storefront/environment.ts";
import { smallLoad } from "../../../loadgen/helpers/small-load.ts";

const ADDRESSES: Record<string, string> = {
  AD_SERVICE_ADDR: "adservice",
  CART_SERVICE_ADDR: "cartservice",
  CHECKOUT_SERVICE_ADDR: "checkoutservice",
  CURRENCY_SERVICE_ADDR: "currencyservice",
  EMAIL_SERVICE_ADDR: "emailservice",
  PAYMENT_SERVICE_ADDR: "paymentservice",
  PRODUCT_CATALOG_SERVICE_ADDR: "productcatalogservice",
  RECOMMENDATION_SERVICE_ADDR: "recommendationservice",
  REDIS_ADDR: "redis",
  SHIPPING_SERVICE_ADDR: "shippingservice",
};
/** Others are started before those that are told of them. */
const LAST = ["cartservice", "recommendationservice", "checkoutservice", "frontend"];

describe("the shop's images, as processes", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "stackmark-test-"));
  const running = new Map<string, ChildProcess>();
  const ports = new Map<string, number>();

  function start(service: string, environment: Record<string, string>): ChildProcess {
    const entry = join(folder, "app/lab/images/storefront/entry.js");
    const child = spawn(process.execPath, [entry, service], {
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.set(service, child);
    return child;
  }

  before(async () => {
    for (const entry of program("lab/images/storefront/entry.ts", "app")) {
      const file = join(folder, entry.path);
      mkdirSync(dirname(file), { recursive: true });
      if (entry.kind === "text") writeFileSync(file, entry.text);
      else if (entry.kind === "file") cpSync(entry.from, file);
    }
    for (const service of [...Object.keys(BOUTIQUE).filter((name) => !LAST.includes(name)), ...LAST]) {
      const addresses = Object.entries(ADDRESSES).map(([name, to]) => [name, `127.0.0.1:${ports.get(to)}`]);
      const child = start(service, { PORT: "0", ...Object.fromEntries(addresses) });
      const [line] = (await once(createInterface({ input: child.stdout! }), "line")) as [string];
      ports.set(service, Number(/ listens on port (\d+)$/.exec(line)?.[1] ?? assert.fail(line)));
    }
  });
  after(async () => {
    for (const child of running.values()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true });
  });

  const frontend = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${ports.get("frontend")}${path}`, init);

  it("the frontend answers the chart's probes", async () => {
    const probed = await frontend("/_healthz", { headers: { cookie: "shop_session-id=x-readiness-probe" } });
    assert.deepEqual([probed.status, await probed.text()], [200, "ok"]);
  });

  it("responses do not count round trips, as those of Online Boutique do not", async () => {
    const { status, headers } = await frontend("/");
    assert.equal(status, 200);
    assert.equal(headers.get("x-stackmark-round-trips"), null);
  });

  it("all requests of the scenario succeed, and every page is requested", async () => {
    const spec = smallLoad(`http://127.0.0.1:${ports.get("frontend")}/`, { durationMs: 6000 });
    const { result } = await runLoad(spec, {});
    assert.ok(result.overall.requests > 50, `${result.overall.requests} requests`);
    // Each home page looks up a name that does not exist, for seconds where no name server answers.
    const errors = result.errors.filter(({ class: kind }) => kind !== "aborted");
    assert.deepEqual([result.overall.failures, errors], [0, []]);
    const names = result.endpoints.map(({ name }) => name);
    for (const page of [
      "GET /",
      "GET /product/:id",
      "GET /cart",
      "POST /cart",
      "POST /cart/checkout",
      "POST /setCurrency",
    ])
      assert.ok(names.includes(page), `${page} is not among ${names.join(", ")}`);
  });

  it("a service ends at once on SIGTERM", async () => {
    const child = running.get("adservice")!;
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  it("a service without its addresses exits with a message that names them", async () => {
    const refused = spawn(process.execPath, [join(folder, "app/lab/images/storefront/entry.js"), "cartservice"], {
      env: {},
    });
    let text = "";
    refused.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    assert.deepEqual(await once(refused, "close"), [1, null]);
    assert.match(text, /LAB_MALFORMED_ENVIRONMENT: cartservice cannot start: REDIS_ADDR is not set/);
  });
});
