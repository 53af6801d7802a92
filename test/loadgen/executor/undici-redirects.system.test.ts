import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fetch } from "undici";
import { Random } from "../../../base/random.ts";
import { realClock } from "../../../loadgen/clock.ts";
import { ScenarioData } from "../../../loadgen/scenario/data.ts";
import { VirtualUser } from "../../../loadgen/executor/virtual-user.ts";
import { createTransport } from "../../../loadgen/transport/create.ts";

const CHAINS = 200;
const SEED = 7;
const HEADERS = { Authorization: "Bearer t", Cookie: "a=1", "Content-Type": "text/x-own", "x-trace": "7" };

interface Chain {
  method: string;
  body: string | undefined;
  /** Status and location of each redirect. */
  hops: { status: number; location: string }[];
}

function chainOf(stream: number, here: string, there: string): Chain {
  const random = new Random(SEED, stream);
  const method = random.pick(["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]);
  const body = method === "GET" || method === "HEAD" ? undefined : random.pick([undefined, "text", "é"]);
  const hops = Array.from({ length: random.integer(1, 4) }, (_, hop) => {
    const name = `${stream}-${hop + 1}`;
    const location = random.pick([
      ...[`/${name}`, name, `./x/../${name}`, `${here}/${name}`, `${there}/${name}`, `//${here.slice(7)}/${name}`],
      ...[`/a/../${name}#part`, `/${name}?q=a b`, `/${name}?q=caf\xc3\xa9`, `/${name}?q="<>`],
    ]);
    return { status: random.pick([301, 302, 303, 307, 308]), location };
  });
  return { method, body, hops };
}

/** Redirects along the chains; `seen` collects each request, by client and chain. */
async function server(chains: readonly Chain[], name: string, seen: Map<string, string[]>) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const [, chain, hop = "0"] = /\/(\d+)(?:-(\d+))?/.exec(request.url!)!;
    let body = "";
    for await (const bytes of request) body += (bytes as Buffer).toString("latin1");
    const { authorization, cookie, "content-type": type, "content-length": length, "x-trace": trace } = request.headers;
    const key = `${request.headers["x-client"]} ${chain}`;
    const line = `${name} ${request.method} ${request.url} ${body}`;
    seen.set(key, [...(seen.get(key) ?? []), JSON.stringify({ line, authorization, cookie, type, length, trace })]);
    const next = chains[Number(chain)]!.hops[Number(hop)];
    if (next === undefined) response.end("end");
    else {
      response.statusCode = next.status;
      response.setHeader("location", next.location);
      response.end();
    }
  };
  const http = createServer((request, response) => void answer(request, response));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      http.close();
      http.closeAllConnections();
    },
  };
}

describe("redirects", () => {
  it(`${CHAINS} generated chains of redirects lead to the same requests as with undici's fetch`, async () => {
    const chains: Chain[] = [];
    const seen = new Map<string, string[]>();
    using here = await server(chains, "here", seen);
    using there = await server(chains, "there", seen);
    for (let stream = 0; stream < CHAINS; stream += 1) chains.push(chainOf(stream, here.url, there.url));
    const options = { connectTimeoutMs: 5000, headBytes: 16_384, tlsVerify: true, addresses: {}, localAddresses: [] };
    const transport = createTransport(realClock, options);
    const nothing = () => undefined;
    const sink = {
      endpoint: () => 0,
      begin: nothing,
      end: nothing,
      cycle: nothing,
      planned: nothing,
      released: nothing,
      dropped: nothing,
      neverSent: nothing,
    };
    const context = {
      clock: realClock,
      sink,
      transport,
      target: new URL(here.url),
      seed: 1,
      requestTimeoutUs: 10e6,
      backsOff: false,
      tallyHeaders: [],
      data: new ScenarioData(new Map(), { index: 0, count: 1 }),
    };
    for (const [number, { method, body }] of chains.entries()) {
      const user = new VirtualUser(context, 0, 0);
      const mine = await user.request(method, `/${number}`, {
        headers: { ...HEADERS, "x-client": "ours" },
        ...(body === undefined ? {} : { body }),
      });
      const theirs = await fetch(`${here.url}/${number}`, {
        method,
        headers: { ...HEADERS, "x-client": "undici" },
        body: body ?? null,
      });
      await theirs.arrayBuffer();
      user.close();
      assert.equal(mine.status, theirs.status);
      assert.deepEqual(seen.get(`ours ${number}`), seen.get(`undici ${number}`), JSON.stringify(chains[number]));
    }
    transport.close();
  });
});
