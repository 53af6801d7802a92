import assert from "node:assert/strict";
import { failureClass } from "../../../results/import/failures.ts";

/** Texts as the tools write them. */
const TEXTS: Record<string, string[]> = {
  "http-5xx": [
    "503 Server Error: Service Unavailable for url: http://127.0.0.1:18081/",
    "HTTPError('500 Server Error: Internal Server Error for url: /product/:id')",
    "BadStatusCode('http://127.0.0.1/', code=503)",
    "URL http://127.0.0.1:18081/: code=503",
    "LocustBadStatusCode(code=502)",
    'CatchResponseError("got status code 500")',
    "502 Bad Gateway",
    "HTTP/1.1 504",
  ],
  "http-4xx": ["404 Client Error: Not Found for url: /", "status 429", "unexpected status: 401", "404 Not Found"],
  refused: [
    "ConnectionRefusedError(111, 'Connection refused')",
    "[Errno 111] Connection refused",
    "Non HTTP response code: org.apache.http.conn.HttpHostConnectException Non HTTP response message: Connect to 127.0.0.1:1 failed: Connection refused",
    "dial: connection refused",
    "HTTPConnectionPool(host='127.0.0.1', port=1): Max retries exceeded with url: / (Caused by NewConnectionError('Failed to establish a new connection: [Errno 111] Connection refused'))",
  ],
  reset: [
    "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
    "read: connection reset by peer",
  ],
  closed: [
    "HTTPConnectionClosed('connection closed.')",
    "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
    "Non HTTP response code: org.apache.http.NoHttpResponseException Non HTTP response message: 127.0.0.1:80 failed to respond",
  ],
  "timeout-headers": [
    "request timeout",
    "ReadTimeout(ReadTimeoutError(\"HTTPConnectionPool(host='h', port=80): Read timed out. (read timeout=1)\"))",
    "Non HTTP response code: java.net.SocketTimeoutException Non HTTP response message: Read timed out",
  ],
  "timeout-connect": [
    "ConnectTimeout(MaxRetryError(\"HTTPConnectionPool(host='h', port=80)\"))",
    "Non HTTP response code: org.apache.http.conn.ConnectTimeoutException Non HTTP response message: Connect to h timed out",
    "dial: i/o timeout",
  ],
  dns: ["gaierror(-2, 'Name or service not known')", "lookup: no such host", "java.net.UnknownHostException: shop"],
  tls: [
    "SSLError(SSLCertVerificationError(1, 'certificate verify failed'))",
    "x509: certificate signed by unknown authority",
  ],
  other: ["", "not successful", "took 503 ms", "error 1503", "Expected 200 items, got 450"],
};

describe("the class of a failure", () => {
  for (const [expected, texts] of Object.entries(TEXTS))
    it(`texts of other tools belong to ${expected}`, () => {
      for (const text of texts) assert.equal(failureClass(NaN, text), expected, text);
    });

  it("a status decides before the text, and a success that was refused is a failed check", () => {
    assert.equal(failureClass(503, "Connection refused"), "http-5xx");
    assert.equal(failureClass(200, "Test failed: text expected to contain /code 500/"), "check");
    assert.equal(failureClass(0, "dial: connection refused"), "refused");
  });
});
