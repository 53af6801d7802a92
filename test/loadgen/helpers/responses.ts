/** Responses as bytes, one per way of framing, with what a client must make of each. */
export interface SampleResponse {
  title: string;
  bytes: string;
  /** The server closes after it. */
  closes?: boolean;
  method?: "GET" | "HEAD";
  status: number;
  body: string;
}

export const responses: readonly SampleResponse[] = [
  { title: "content-length", bytes: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, body: "hello" },
  { title: "content-length 0", bytes: "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", status: 404, body: "" },
  {
    title: "chunked",
    bytes: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
    status: 200,
    body: "abc0123456789",
  },
  {
    title: "chunked with extensions and trailers",
    bytes: "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n2;x=y\r\nok\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n",
    status: 200,
    body: "ok",
  },
  {
    title: "chunked with line ends in its data",
    bytes: "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\n\r\n0\r\n\r\r\n0\r\n\r\n",
    status: 200,
    body: "\r\n0\r\n\r",
  },
  { title: "204", bytes: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, body: "" },
  {
    title: "304 with a length",
    bytes: "HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n",
    status: 304,
    body: "",
  },
  {
    title: "the answer to HEAD",
    bytes: "HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n",
    method: "HEAD",
    status: 200,
    body: "",
  },
  {
    title: "an informational response first",
    bytes: "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi",
    status: 200,
    body: "hi",
  },
  {
    title: "delimited by the connection's end",
    bytes: "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nuntil the end",
    closes: true,
    status: 200,
    body: "until the end",
  },
  { title: "no reason phrase", bytes: "HTTP/1.1 500 \r\ncontent-length: 1\r\n\r\nx", status: 500, body: "x" },
  {
    title: "HTTP/1.0",
    bytes: "HTTP/1.0 200 OK\r\ncontent-length: 3\r\n\r\nold",
    closes: true,
    status: 200,
    body: "old",
  },
];
