import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import { createSocket } from "node:dgram";
import { noSuchName, serveNames } from "../../../lab/mirror/dns.ts";

/** A query for the name's address. */
function queryFor(name: string): Buffer {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  return Buffer.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1]);
}

describe("the lab's name server", () => {
  it("the answer has the query's number and question, and says for how long it may be kept", () => {
    const query = queryFor("metadata.google.internal");
    const answer = noSuchName(query)!;
    assert.deepEqual(answer.subarray(0, 2), query.subarray(0, 2));
    assert.deepEqual(answer.subarray(12, query.length), query.subarray(12));
    const [flags, questions, answers, authorities] = [2, 4, 6, 8].map((at) => answer.readUInt16BE(at));
    assert.deepEqual([flags! & 0x800f, questions, answers, authorities], [0x8003, 1, 0, 1]);
    assert.equal(answer.readUInt32BE(answer.length - 4), 30);
    assert.equal(answer.length, query.length + 33);
  });

  for (const [title, message] of [
    ["an empty message", Buffer.alloc(0)],
    ["a message without a question", queryFor("a").subarray(0, 12)],
    ["a name that does not end", queryFor("example").subarray(0, 16)],
    ["a response", Buffer.concat([Buffer.from([1, 2, 0x80]), queryFor("a").subarray(3)])],
  ] as const)
    it(`${title} gets no answer`, () => assert.equal(noSuchName(message), undefined));

  it("a resolver understands it: there is no such name", async () => {
    const port = await freePort();
    const server = await serveNames("127.0.0.1", port);
    try {
      const resolver = new Resolver({ timeout: 5000, tries: 1 });
      resolver.setServers([`127.0.0.1:${port}`]);
      await assert.rejects(resolver.resolve4("metadata.google.internal"), { code: "ENOTFOUND" });
    } finally {
      server.close();
    }
  });
});

async function freePort(): Promise<number> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  socket.close();
  return port;
}
