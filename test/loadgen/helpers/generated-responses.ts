/** Random responses, most of them with something unusual, for clients to be compared by. */
import { Random } from "../../../base/random.ts";

export interface GeneratedResponse {
  bytes: string;
  method: "GET" | "HEAD";
  /** Names of what is unusual about it. */
  oddities: string[];
}

type Pick<T> = readonly (readonly [weight: number, value: T])[];

/** Builds one response; parts note what is unusual. */
class Builder {
  readonly oddities: string[] = [];
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  pick<T>(of: Pick<T>): T {
    let at = this.#random.next() * of.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of of) if ((at -= weight) < 0) return value;
    return of.at(-1)![1];
  }

  /** As `pick`, of values that have names. */
  odd(plain: number, of: Readonly<Record<string, string>>): string | undefined {
    const names = Object.keys(of).map((name) => [1, name] as const);
    const name = this.pick<string | undefined>([[plain, undefined], ...names]);
    if (name === undefined) return undefined;
    this.oddities.push(name);
    return of[name]!;
  }

  text(most: number): string {
    const letters = "abcdefghijklmnopqrstuvwxyz0123456789 \r\n";
    return Array.from(
      { length: this.#random.integer(0, most) },
      () => letters[this.#random.integer(0, letters.length - 1)],
    ).join("");
  }

  integer(least: number, most: number): number {
    return this.#random.integer(least, most);
  }
}

const STATUS_LINES = {
  "no reason": "HTTP/1.1 200",
  "an empty reason": "HTTP/1.1 200 ",
  "a reason with bytes above ASCII": "HTTP/1.1 200 \xd6K",
  "an unknown status": "HTTP/1.1 799 Own",
  "status 204": "HTTP/1.1 204 No Content",
  "status 205": "HTTP/1.1 205 Reset Content",
  "status 304": "HTTP/1.1 304 Not Modified",
  "HTTP/1.0": "HTTP/1.0 200 OK",
  "a status of two digits": "HTTP/1.1 20 OK",
  "a status of four digits": "HTTP/1.1 2000 OK",
  "a status that is no number": "HTTP/1.1 2x0 OK",
  "HTTP/2 as text": "HTTP/2 200 OK",
  "HTTP/1.2": "HTTP/1.2 200 OK",
  "another protocol": "ICY 200 OK",
  "lower-case protocol": "http/1.1 200 OK",
  "two spaces before the status": "HTTP/1.1  200 OK",
};

const HEADERS = {
  "a folded header": "x-a: one\r\n two",
  "a header folded by a tab": "x-a: one\r\n\ttwo: three",
  "an empty value": "x-a:",
  "a value without a space before it": "x-a:b",
  "a value with spaces around it": "x-a: \t b \t ",
  "bytes above ASCII in a value": "x-a: caf\xe9",
  "a tab in a value": "x-a: b\tc",
  "a header twice": "x-a: 1\r\nX-A: 2",
  "a space before the colon": "x-a : b",
  "a space in a name": "x a: b",
  "no colon": "x-a",
  "an empty name": ": b",
  "bytes above ASCII in a name": "x-\xe9: b",
  "NUL in a value": "x-a: b\0c",
  "a control character in a value": "x-a: b\x01c",
  "DEL in a value": "x-a: b\x7fc",
  "a bare line feed": "x-a: b\nx-b: c",
  "a bare carriage return": "x-a: b\rx-b: c",
  "a long value": `x-a: ${"b".repeat(3000)}`,
  "a head over the limit": `x-a: ${"b".repeat(20_000)}`,
  "connection: close": "connection: close",
  "several connection options": "connection: keep-alive, x-own, Close",
};

/** Framing headers and bytes of a body. */
function framed(builder: Builder, body: string): { headers: string; bytes: string } {
  const length = `content-length: ${body.length}`;
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const cut = builder.integer(0, body.length);
  const chunked =
    [body.slice(0, cut), body.slice(cut)]
      .filter((part) => part !== "")
      .map(chunk)
      .join("") + "0\r\n";
  const te = "transfer-encoding: chunked";
  const plain = builder.pick<[string, string] | undefined>([
    [3, [length, body]],
    [3, [te, `${chunked}\r\n`]],
    [3, undefined],
  ]);
  if (plain !== undefined) return { headers: plain[0], bytes: plain[1] };
  const oddities: Record<string, [string, string]> = {
    "no framing": ["", body],
    "a length twice": [`${length}\r\n${length}`, body],
    "equal lengths in one header": [`${length}, ${body.length}`, body],
    "lengths that differ": [`${length}\r\ncontent-length: ${body.length + 1}`, body],
    "a length with a sign": [`content-length: +${body.length}`, body],
    "a length that is no number": ["content-length: 1x", body],
    "an empty length": ["content-length:", body],
    "a length beyond all bounds": ["content-length: 99999999999999999999999", body],
    "a truncated body": [`content-length: ${body.length + 5}`, body],
    "bytes after the body": [length, `${body}surplus`],
    "chunked in capitals": ["Transfer-Encoding: CHUNKED", `${chunked}\r\n`],
    "chunk extensions": [te, `1;a=b;c="d;e"\r\nx\r\n0;last\r\n\r\n`],
    "white space after a chunk size": [te, "1 \t\r\nx\r\n0\r\n\r\n"],
    "leading zeros of a chunk size": [te, "000000000000000000001\r\nx\r\n0000\r\n\r\n"],
    trailers: [te, `${chunked}x-sum: 1\r\nx-b: c\r\n\r\n`],
    "a trailer without a colon": [te, `${chunked}nonsense\r\n\r\n`],
    "a chunk size that is no number": [te, "x\r\nabc\r\n0\r\n\r\n"],
    "an empty chunk size": [te, "\r\nabc\r\n0\r\n\r\n"],
    "a negative chunk size": [te, "-1\r\nabc\r\n0\r\n\r\n"],
    "a chunk size beyond all bounds": [te, "fffffffffffffffff\r\nabc\r\n0\r\n\r\n"],
    "a chunk that is too long": [te, "1\r\nabc\r\n0\r\n\r\n"],
    "a chunk line that ends with a bare line feed": [te, "1\nx\r\n0\r\n\r\n"],
    "a chunk that ends with a bare line feed": [te, "1\r\nx\n0\r\n\r\n"],
    "truncated chunks": [te, chunked.slice(0, -3)],
    "chunks without their last line": [te, chunked],
    "both framings": [`${length}\r\n${te}`, `${chunked}\r\n`],
    "chunked twice": [`${te}\r\n${te}`, `${chunked}\r\n`],
    "gzip, chunked": ["transfer-encoding: gzip, chunked", `${chunked}\r\n`],
    "chunked, gzip": ["transfer-encoding: chunked, gzip", `${chunked}\r\n`],
    "identity with a length": [`transfer-encoding: identity\r\n${length}`, body],
    "an empty transfer-encoding": ["transfer-encoding:", body],
  };
  const name = builder.pick(Object.keys(oddities).map((each) => [1, each] as const));
  builder.oddities.push(name);
  const [headers, bytes] = oddities[name]!;
  return { headers, bytes };
}

const FIRST = {
  "an informational response": "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
  "two informational responses": "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n",
  "a protocol switch": "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
  "an empty line": "\r\n",
};

export function generatedResponse(seed: number, stream: number): GeneratedResponse {
  const builder = new Builder(new Random(seed, stream));
  const method = builder.pick<"GET" | "HEAD">([
    [9, "GET"],
    [1, "HEAD"],
  ]);
  const status = builder.integer(0, 3) === 0 ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK";
  const first = builder.odd(40, FIRST) ?? "";
  const statusLine = builder.odd(40, STATUS_LINES) ?? status;
  const header = builder.odd(25, HEADERS);
  const { headers, bytes } = framed(builder, builder.text(60));
  const head = [statusLine, header, headers === "" ? undefined : headers].filter((part) => part !== undefined);
  const whole = `${first}${head.join("\r\n")}\r\n\r\n${method === "HEAD" ? "" : bytes}`;
  return { bytes: whole, method, oddities: builder.oddities };
}
