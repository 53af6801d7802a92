import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { Client } from "undici";
import { realClock } from "../../../loadgen/clock.ts";
import { createTransport } from "../../../loadgen/transport/create.ts";
import { originOf } from "../../../loadgen/transport/transport.ts";
import { generatedResponse, type GeneratedResponse } from "../helpers/generated-responses.ts";
import { rawServer } from "../helpers/raw-server.ts";

const SEED = 13;
const RESPONSES = 800;
const BATCH = 40;

/** Where the two may differ, by what is unusual about a response: which of them fails, and why that is right. */
const REASONS: Record<string, { fails: "ours" | "undici"; reason: string }> = {
  "a folded header": { fails: "undici", reason: "RFC 9112, 5.2: a user agent must replace the fold by spaces" },
  "a header folded by a tab": { fails: "undici", reason: "RFC 9112, 5.2: as above" },
  "a control character in a value": { fails: "undici", reason: "RFC 9110, 5.5: recipients may retain it" },
  "DEL in a value": { fails: "undici", reason: "RFC 9110, 5.5: recipients may retain it" },
  "two informational responses": {
    fails: "undici",
    reason: "RFC 9110, 15.2: a client may ignore 100 that it did not ask for",
  },
  "a length twice": { fails: "undici", reason: "RFC 9112, 6.3: equal values count as one" },
  "equal lengths in one header": { fails: "undici", reason: "RFC 9112, 6.3: equal values count as one" },
  "white space after a chunk size": { fails: "undici", reason: "servers pad sizes, and no other reading is possible" },
  "an empty line": { fails: "ours", reason: "RFC 9112, 2.2: only servers skip one, before a request" },
  "an empty transfer-encoding": { fails: "ours", reason: "framing in doubt" },
  "chunked twice": { fails: "ours", reason: "RFC 9112, 6.1: it must not be applied twice" },
  "gzip, chunked": { fails: "ours", reason: "codings of the transfer are not supported" },
  "chunked, gzip": { fails: "ours", reason: "codings of the transfer are not supported" },
};

/** Answers the request for `/number` with that response in pieces, and closes. */
function serve(socket: Socket, responses: readonly GeneratedResponse[]): void {
  socket.once("data", (request) => {
    const number = Number(/^\w+ \/(\d+)/.exec(request.toString("latin1"))![1]);
    const bytes = Buffer.from(responses[number]!.bytes, "latin1");
    const cut = (number * 7919) % (bytes.length + 1);
    socket.write(bytes.subarray(0, cut));
    setImmediate(() => socket.end(bytes.subarray(cut)));
  });
}

async function ours(url: string, number: number, method: string): Promise<string> {
  const options = { connectTimeoutMs: 5000, headBytes: 16 * 1024, tlsVerify: true, addresses: {}, localAddresses: [] };
  const transport = createTransport(realClock, options);
  const connection = transport.connection(originOf(new URL(url)), 0);
  const request = {
    method,
    path: `/${number}`,
    headerLines: "host: x\r\n",
    body: undefined,
    closes: false,
    keepBody: true,
  };
  const outcome = await connection.exchange(request, realClock.nowUs() + 10e6);
  connection.close();
  transport.close();
  if (outcome.failure !== undefined) return `failed: ${outcome.failure.class}, ${outcome.failure.message}`;
  return `${outcome.head.status} ${JSON.stringify(outcome.body?.toString("latin1") ?? "")}`;
}

async function undicis(url: string, number: number, method: "GET" | "HEAD"): Promise<string> {
  const client = new Client(url, { maxHeaderSize: 16 * 1024 });
  try {
    const { statusCode, body } = await client.request({ method, path: `/${number}` });
    return `${statusCode} ${JSON.stringify(Buffer.from(await body.arrayBuffer()).toString("latin1"))}`;
  } catch (error) {
    return `failed: ${(error as Error).message}`;
  } finally {
    await client.destroy();
  }
}

const hasFailed = (outcome: string) => outcome.startsWith("failed");

/** The oddity whose reason fits how the outcomes differ. */
function explanationOf({ oddities }: GeneratedResponse, mine: string, theirs: string): string | undefined {
  if (hasFailed(mine) === hasFailed(theirs)) return undefined;
  return oddities.find((oddity) => REASONS[oddity]?.fails === (hasFailed(mine) ? "ours" : "undici"));
}

describe("HTTP/1.1 responses", () => {
  it(`${RESPONSES} generated responses have the same outcome as with undici, or a listed reason`, async () => {
    const responses = Array.from({ length: RESPONSES }, (_, stream) => generatedResponse(SEED, stream));
    await using server = await rawServer((socket) => serve(socket, responses));
    const unexplained: string[] = [];
    const used = new Set<string>();
    for (let from = 0; from < RESPONSES; from += BATCH) {
      const outcomes = responses.slice(from, from + BATCH).map(async (response, index) => {
        const { method, oddities } = response;
        const mine = await ours(server.url, from + index, method);
        const theirs = await undicis(server.url, from + index, method);
        if (mine === theirs || (hasFailed(mine) && hasFailed(theirs))) return;
        const explanation = explanationOf(response, mine, theirs);
        if (explanation !== undefined) used.add(explanation);
        else unexplained.push(`${from + index} (${method}; ${oddities.join("; ")}): ours ${mine}, undici ${theirs}`);
      });
      await Promise.all(outcomes);
    }
    assert.deepEqual(unexplained, []);
    const unused = Object.keys(REASONS).filter((oddity) => !used.has(oddity));
    assert.deepEqual(unused, [], "reasons that no response needs");
  });
});
