import assert from "node:assert/strict";
import fc from "fast-check";
import { Client } from "undici";
import { headerOf, HeadMemory, ProtocolError } from "../../../../loadgen/transport/h1/head.ts";
import type { ResponseHead } from "../../../../loadgen/transport/transport.ts";
import { ResponseParser } from "../../../../loadgen/transport/h1/parser.ts";
import { onRequest, rawServer } from "../../helpers/raw-server.ts";
import { responses, type SampleResponse } from "../../helpers/responses.ts";

/** Feeds pieces through one buffer that is overwritten each time, as sockets do. */
function parse(pieces: readonly Buffer[], { method = "GET", closes = false }: Partial<SampleResponse> = {}) {
  let head: ResponseHead | undefined;
  let body = "";
  let taken = 0;
  const shared = Buffer.alloc(4096);
  const events = {
    onHead: (seen: ResponseHead) => void (head = seen),
    onBody: (buffer: Buffer, start: number, end: number) => void (body += buffer.toString("latin1", start, end)),
  };
  const parser = new ResponseParser(events, { headBytes: 1024, heads: new HeadMemory() });
  parser.begin(method === "HEAD");
  for (const piece of pieces) {
    shared.fill(0);
    piece.copy(shared);
    taken += parser.push(shared, piece.length);
  }
  if (closes) parser.finish();
  return { head: head, body, done: parser.done, taken };
}

/** As undici reads it from a real server. */
async function oracle({ bytes, method = "GET", closes = false }: SampleResponse) {
  await using server = await rawServer((socket) =>
    onRequest(socket, () => (closes ? socket.end(bytes, "latin1") : socket.write(bytes, "latin1"))),
  );
  const client = new Client(server.url);
  try {
    const { statusCode, body } = await client.request({ method, path: "/" });
    return { status: statusCode, body: Buffer.from(await body.arrayBuffer()).toString("latin1") };
  } finally {
    await client.destroy();
  }
}

describe("h1 response parser", () => {
  for (const response of responses) {
    it(`the h1 parser reads ${response.title} as undici does, split at every byte`, async () => {
      const expected = { status: response.status, body: response.body };
      assert.deepEqual(await oracle(response), expected);
      const bytes = Buffer.from(response.bytes, "latin1");
      for (let at = 0; at <= bytes.length; at += 1) {
        const { head, body, done, taken } = parse([bytes.subarray(0, at), bytes.subarray(at)], response);
        assert.deepEqual({ status: head?.status, body, done, taken }, { ...expected, done: true, taken: bytes.length });
      }
      const single = parse(
        Array.from(bytes, (byte) => Buffer.from([byte])),
        response,
      );
      assert.deepEqual(
        { status: single.head?.status, body: single.body, done: single.done },
        { ...expected, done: true },
      );
    });
  }

  it("the h1 parser reads random chunked bodies in random pieces", () => {
    const chunk = fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 8 }), fc.array(fc.nat(400), { maxLength: 8 }), (chunks, cuts) => {
        const framed = chunks.map((text) => `${text.length.toString(16)}\r\n${text}\r\n`).join("");
        const bytes = Buffer.from(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${framed}0\r\n\r\n`, "latin1");
        const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
        const { body, done } = parse(pieces);
        assert.deepEqual({ body, done }, { body: chunks.join(""), done: true });
      }),
    );
  });

  it("the h1 parser leaves bytes after the response alone", () => {
    const { taken, done } = parse([Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxHTTP")]);
    assert.deepEqual({ taken, done }, { taken: 39, done: true });
  });

  it("the h1 parser joins folded header lines by a space", () => {
    const lines = "HTTP/1.1 200 OK\r\nx-a: one \r\n\ttwo\r\n  three\r\nContent-Length:\r\n 1\r\nx-b: c\r\n\r\nx";
    const { head, body } = parse([Buffer.from(lines)]);
    assert.deepEqual([headerOf(head!, "x-a"), headerOf(head!, "x-b"), body], ["one two three", "c", "x"]);
  });

  for (const [options, version, closes] of [
    ["x-closed-by", 1, false],
    ["keep-alive, Close", 1, true],
    ["close\r\nconnection: keep-alive", 1, true],
    ["keep-alive", 0, false],
    ["upgrade", 0, true],
    ["keep-alive\r\ntransfer-encoding: chunked", 0, true],
  ] as const) {
    it(`after HTTP/1.${version} with connection ${JSON.stringify(options)} the connection is ${closes ? "closed" : "kept"}`, () => {
      const { head } = parse([Buffer.from(`HTTP/1.${version} 204 No Content\r\nconnection: ${options}\r\n\r\n`)]);
      assert.equal(head!.close, closes);
    });
  }

  it("the h1 parser reads chunk sizes with leading zeros, and equal content-lengths in one header", () => {
    const zeros = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n000000000000000000003\r\nabc\r\n0000\r\n\r\n";
    assert.equal(parse([Buffer.from(zeros)]).body, "abc");
    assert.equal(parse([Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok")]).body, "ok");
  });

  it("the h1 parser reads trailers with a folded line", () => {
    const text = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\na: b\r\n c\r\n\r\n";
    assert.deepEqual([parse([Buffer.from(text)]).body, parse([Buffer.from(text)]).done], ["x", true]);
  });

  it("the h1 parser finds headers in any letter case, the first of equal ones, and keeps all cookies in order", () => {
    const lines =
      "HTTP/1.1 302 Found\r\nLOCATION: /a\r\nSet-Cookie: a=1\r\nset-cookie: b=2; Path=/\r\nX-Trips:  3 \r\n";
    const { head } = parse([Buffer.from(`${lines}x-trips: 4\r\nContent-Length: 0\r\n\r\n`)]);
    assert.equal(head!.location, "/a");
    assert.deepEqual(head!.setCookies, ["a=1", "b=2; Path=/"]);
    assert.equal(headerOf(head!, "x-trips"), "3");
    assert.equal(headerOf(head!, "absent"), undefined);
  });

  for (const [title, bytes] of [
    ["another protocol", "SSH-2.0-OpenSSH\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"],
    ["a header name with a space", "HTTP/1.1 200 OK\r\nbad name: x\r\n\r\n"],
    ["a folded first header", "HTTP/1.1 200 OK\r\n a: b\r\n\r\n"],
    ["a bare line feed", "HTTP/1.1 200 OK\ncontent-length: 0\r\n\r\n"],
    ["a head with bare line feeds only, although its end never comes", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok"],
    ["a bare carriage return", "HTTP/1.1 200 OK\r\na: b\rc: d\r\n\r\n"],
    ["NUL in a header", "HTTP/1.1 200 OK\r\na: b\0c\r\n\r\n"],
    ["another protocol whose head never ends", "220 mail ESMTP ready\r\n"],
    ["a space before a header's colon", "HTTP/1.1 200 OK\r\na : b\r\n\r\n"],
    ["content-lengths in one header that differ", "HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\n"],
    [
      "a chunk longer than its size, although no line end comes",
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabc",
    ],
    ["a content-length that is no number", "HTTP/1.1 200 OK\r\ncontent-length: 5x\r\n\r\n"],
    ["two content-lengths that differ", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n"],
    ["both framings", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n"],
    ["an unknown transfer-encoding", "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\n"],
    ["a chunk size that is no number", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n"],
    ["a chunk longer than its size", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcdef\r\n0\r\n\r\n"],
    ["a chunk size without carriage return", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\nab\r\n"],
    ["a protocol switch", "HTTP/1.1 101 Switching Protocols\r\n\r\n"],
    ["a head that is too long", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(2000)}\r\n\r\n`],
    ["a head that never ends", `HTTP/1.1 200 OK\r\nx: ${"y".repeat(2000)}`],
    [
      "trailers that are too long",
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n${"x: y\r\n".repeat(400)}`,
    ],
  ] as const) {
    it(`the h1 parser refuses ${title}, whole or byte by byte`, () => {
      const whole = Buffer.from(bytes, "latin1");
      assert.throws(() => parse([whole]), ProtocolError);
      assert.throws(() => parse(Array.from(whole, (byte) => Buffer.from([byte]))), ProtocolError);
    });
  }
});
