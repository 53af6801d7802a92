import assert from "node:assert/strict";
import { classifySocketError, classifyStatus, notHttp, type Phase } from "../../../loadgen/transport/failures.ts";

const error = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });

describe("classes of failures", () => {
  for (const [code, phase, isProxied, expected] of [
    ["ENOTFOUND", "lookup", false, "dns"],
    ["EAI_AGAIN", "lookup", false, "dns"],
    ["EAI_FAIL", "lookup", false, "dns"],
    ["ENOTFOUND", "lookup", true, "proxy"],
    ["ECONNREFUSED", "connect", false, "refused"],
    ["ECONNREFUSED", "connect", true, "proxy"],
    ["ETIMEDOUT", "connect", false, "timeout-connect"],
    ["ECONNRESET", "connect", false, "reset"],
    ["EHOSTUNREACH", "connect", false, "dial"],
    ["ENETUNREACH", "connect", false, "dial"],
    ["EACCES", "connect", false, "dial"],
    ["EMFILE", "connect", false, "resource"],
    ["EMFILE", "connect", true, "resource"],
    ["EADDRNOTAVAIL", "connect", false, "resource"],
    ["ENOBUFS", "exchange", false, "resource"],
    ["ECONNRESET", "tls", false, "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls", false, "tls"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls", true, "proxy"],
    ["ECONNRESET", "proxy", true, "proxy"],
    ["ECONNRESET", "exchange", false, "reset"],
    ["EPIPE", "exchange", false, "reset"],
    // The kernel gave up on a connection that was established.
    ["ETIMEDOUT", "exchange", false, "reset"],
    ["EHOSTUNREACH", "exchange", false, "reset"],
  ] as [string, Phase, boolean, string][]) {
    it(`${code} in the phase ${phase}${isProxied ? " towards a proxy" : ""} is ${expected}, and its message has the code`, () => {
      const failure = classifySocketError(error(code), phase, { isProxied });
      assert.equal(failure.class, expected);
      assert.ok(failure.message.includes(code));
    });
  }

  it("a peer that answers a handshake with plain HTTP is said to answer without TLS", () => {
    for (const code of ["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"])
      assert.deepEqual(classifySocketError(error(code), "tls"), {
        ...{ class: "tls", message: `it answers, but without TLS: ${code}` },
      });
  });

  it("an alert of TLS in place of a response says that the server speaks TLS", () => {
    const failure = notHttp(Buffer.from([21, 3, 1, 0, 2, 2, 70]), "malformed");
    assert.deepEqual(failure, { class: "protocol", message: "the server speaks TLS here: use https://" });
    assert.equal(notHttp(Buffer.from("SSH-2.0"), "malformed").message, "malformed");
  });

  it("an error of binding is the local address's, not the target's or the ports'", () => {
    const failure = classifySocketError(error("EADDRNOTAVAIL", "bind"), "connect");
    assert.deepEqual(failure, { class: "resource", message: "the local address can't be used: EADDRNOTAVAIL" });
  });

  it("statuses of 400 and above are failures", () => {
    const classes = [200, 399, 400, 499, 500, 799].map((status) => classifyStatus(status)?.class);
    assert.deepEqual(classes, [undefined, undefined, "http-4xx", "http-4xx", "http-5xx", "http-5xx"]);
  });
});
