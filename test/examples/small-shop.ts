/** A small server with everything that the example scenarios need; it refuses what does not follow from earlier answers. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface SmallShop extends AsyncDisposable {
  url: string;
  /** What was done, such as `order` or `login ada`, by number of times. */
  done: Map<string, number>;
}

interface Answer {
  status?: number;
  body?: string;
  cookie?: string;
}

interface Request {
  line: string;
  query: URLSearchParams;
  form: URLSearchParams;
  json: () => Record<string, unknown>;
  session: string | undefined;
  authorization: string | undefined;
}

/** @param broken names of steps that answer with 200 and a body that is not what users need */
export async function smallShop(broken: ReadonlySet<string> = new Set()): Promise<SmallShop> {
  const done = new Map<string, number>();
  const did = (what: string) => void done.set(what, (done.get(what) ?? 0) + 1);
  const tokens = new Map<string, string>();
  const names = new Map<string, string>();
  const items = new Map<string, string>();
  const carts = new Map<string, string>();
  let numbers = 0;
  const json = (value: unknown, status = 200): Answer => ({ status, body: JSON.stringify(value) });
  const REFUSED: Answer = { status: 403 };

  const answer = (request: Request): Answer => {
    const { line, query, form, session = "", authorization } = request;
    const id = /\/api\/items\/(\w+)$/.exec(line)?.[1] ?? "";
    const step = line.replace(/ \/(products|api\/items)\/\w+$/, " /$1/:id");
    if (broken.has(step)) return { body: "{}" };
    switch (step) {
      case "GET /login": {
        numbers += 1;
        tokens.set(`s${numbers}`, `token-${numbers}`);
        return { cookie: `session=s${numbers}`, body: `<input name="csrf" value="token-${numbers}">` };
      }
      case "POST /login":
        if (tokens.get(session) !== form.get("csrf")) return REFUSED;
        names.set(session, form.get("name") ?? "");
        return {};
      case "GET /account":
        return names.has(session) ? { body: `Hello ${names.get(session)}` } : REFUSED;
      case "POST /api/items":
        numbers += 1;
        items.set(`i${numbers}`, JSON.stringify(request.json()));
        return json({ item: { id: `i${numbers}`, ...request.json() } }, 201);
      case "GET /api/items/:id":
        return items.has(id) ? { body: items.get(id)! } : { status: 404 };
      case "DELETE /api/items/:id":
        did("delete");
        return { status: items.delete(id) ? 204 : 404 };
      case "POST /api/login":
        did(`login ${form.get("name")} ${form.get("password")}`);
        return json({ token: `t-${form.get("name")}` });
      case "GET /api/search":
        did(`search ${query.get("q")}`);
        return json({ for: authorization?.replace("Bearer t-", ""), q: query.get("q") });
      case "GET /products":
        numbers += 1;
        return { cookie: `session=c${numbers}`, body: `<a href="/products/p${numbers % 7}">` };
      case "GET /products/:id":
        return { body: "Add to cart" };
      case "POST /cart":
        carts.set(session, form.get("product") ?? "");
        return { body: `<li>${form.get("product")} × ${form.get("amount")}</li>` };
      case "POST /checkout":
        if (!carts.delete(session)) return REFUSED;
        did("order");
        return { body: `Order ${(numbers += 1)}` };
      default:
        return { status: 404 };
    }
  };

  const server = createServer((incoming, response) => {
    void requestOf(incoming).then((request) => {
      const { status = 200, body = "", cookie } = answer(request);
      response.writeHead(status, cookie === undefined ? {} : { "set-cookie": cookie }).end(status === 204 ? "" : body);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    done,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const body = await text(incoming);
  const { pathname, searchParams } = new URL(incoming.url!, "http://shop.test");
  return {
    line: `${incoming.method} ${pathname}`,
    query: searchParams,
    form: new URLSearchParams(body),
    json: () => JSON.parse(body) as Record<string, unknown>,
    session: /session=(\w+)/.exec(incoming.headers.cookie ?? "")?.[1],
    authorization: incoming.headers.authorization,
  };
}
