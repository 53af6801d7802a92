// A REST API whose answers cost CPU: each sorts, serialises and hashes a list, some five milliseconds of work.
import { createServer } from "node:http";
import { createHash } from "node:crypto";

const ITEMS = 5000;

const server = createServer((request, response) => {
  const { url = "" } = request;
  if (url === "/healthz") return response.writeHead(200).end();
  if (!url.startsWith("/api/items")) return response.writeHead(404).end();
  const body = JSON.stringify(items(Number(url.split("/").at(-1)) || 1).slice(0, 20));
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  response.writeHead(200, headers).end(body);
});

/** Items with made-up prices, the cheapest first. */
function items(seed) {
  let state = seed;
  const all = Array.from({ length: ITEMS }, (_, id) => {
    state = (state * 48271) % 2147483647;
    return { id, name: `item-${id}`, price: state % 100000 };
  });
  all.sort((a, b) => a.price - b.price || a.name.localeCompare(b.name));
  const checksum = createHash("sha256").update(JSON.stringify(all)).digest("hex");
  return all.map((item) => ({ ...item, checksum }));
}

server.listen({ port: Number(process.env.PORT), backlog: 4096 });
process.on("SIGTERM", () => server.close(() => process.exit()));
