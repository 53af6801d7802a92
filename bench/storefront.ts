/**
 * What does a page of the storefront cost? Measures the CPU time per page of all services of one node, with eight users
 * who request pages without pause. In the same run, measures a bare `node:http` server that answers with as many bytes.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { startShop } from "../test/helpers/shop.ts";
import { goodOrder } from "../test/helpers/shopper.ts";

const MUG = "6E92ZMYYFZ";
const WARM_UP = 600;
const PAGES = 1500;
const USERS = 8;

interface Kind {
  name: string;
  method: "GET" | "POST";
  path: string;
  form?: Record<string, string>;
  /** Requested before each page; its CPU time counts too. */
  before?: Kind;
}

const ADD: Kind = { name: "POST /cart", method: "POST", path: "/cart", form: { product_id: MUG, quantity: "1" } };
const KINDS: Kind[] = [
  { name: "GET /", method: "GET", path: "/" },
  { name: "GET /product/:id", method: "GET", path: `/product/${MUG}` },
  ADD,
  { name: "GET /cart", method: "GET", path: "/cart" },
  { name: "POST /cart, then /cart/checkout", method: "POST", path: "/cart/checkout", form: goodOrder(), before: ADD },
  { name: "POST /setCurrency", method: "POST", path: "/setCurrency", form: { currency_code: "EUR" } },
];

const agent = new Agent({ keepAlive: true, maxSockets: USERS });

function fetchPage(url: string, kind: Kind, user: number): Promise<{ status: number; bytes: number }> {
  const body = kind.form && new URLSearchParams(kind.form).toString();
  const headers = { cookie: `shop_session-id=user-${user}; shop_currency=EUR`, "content-length": body?.length ?? 0 };
  return new Promise((resolve, reject) => {
    const sent = request(url + kind.path, { agent, method: kind.method, headers }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes }));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

async function visit(url: string, kind: Kind, pages: number): Promise<{ bytes: number; failed: number }> {
  let [left, bytes, failed] = [pages, 0, 0];
  const user = async (_: unknown, number: number) => {
    while (left-- > 0) {
      if (kind.before) await fetchPage(url, kind.before, number);
      const page = await fetchPage(url, kind, number);
      bytes = page.bytes;
      if (page.status >= 400) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: USERS }, user));
  return { bytes, failed };
}

async function measure(url: string, kind: Kind, cpuSeconds: () => Promise<number>) {
  await visit(url, kind, WARM_UP);
  const before = await cpuSeconds();
  const startedAtMs = performance.now();
  const { bytes, failed } = await visit(url, kind, PAGES);
  const seconds = (performance.now() - startedAtMs) / 1000;
  return {
    page: kind.name,
    "CPU ms": Number(((((await cpuSeconds()) - before) * 1000) / PAGES).toFixed(3)),
    "pages/s": Math.round(PAGES / seconds),
    bytes,
    failed,
  };
}

const shop = await startShop();
const rows = [];
try {
  const cpuSeconds = async () => (await shop.node.ask("GET", "/status")).body.cpuSeconds as number;
  for (const kind of KINDS) rows.push(await measure(shop.url, kind, cpuSeconds));
} finally {
  await shop.close();
}

const bare = `const body = "x".repeat(${rows[0]!.bytes});
  process.on("message", () => process.send(process.cpuUsage()));
  process.on("disconnect", () => process.exit());
  require("node:http").createServer((_, response) => response.end(body)).listen(0, function () { process.send(this.address().port); });`;
const peer = spawn(process.execPath, ["-e", bare], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
const [port] = (await once(peer, "message")) as [number];
rows.push(
  await measure(
    `http://127.0.0.1:${port}`,
    { name: "(bare node:http, bytes of /)", method: "GET", path: "/" },
    async () => {
      peer.send("cpu");
      const [{ user, system }] = (await once(peer, "message")) as [NodeJS.CpuUsage];
      return (user + system) / 1e6;
    },
  ),
);
peer.disconnect();
agent.destroy();
console.table(rows);
